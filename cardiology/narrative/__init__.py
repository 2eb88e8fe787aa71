"""Reports written from what is recorded: plain facts in, paragraphs out, in English and in Chinese.

Each language has its own module, since a report is composed, not translated sentence by sentence.
"""
