"""What changes plans, visits, contacts and escalations; actor is `by`, each change audited."""
