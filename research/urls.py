"""Addresses of the research app."""

from django.urls import URLPattern, path, re_path

from research.views import (
    analysis,
    changing,
    counting,
    question,
    questions,
    releases,
    results,
    studies,
    suggest,
    versions,
    worked,
)

app_name = "research"
urlpatterns: list[URLPattern] = [
    path("", questions.questions, name="questions"),
    path("worked/", worked.worked, name="worked"),
    path("questions/<int:question_id>/", question.question, name="question"),
    path("questions/<int:question_id>/count/", counting.count, name="count"),
    path("questions/<int:question_id>/ties/", counting.ties, name="ties"),
    path("questions/<int:question_id>/timing/", counting.timing, name="timing"),
    path("questions/<int:question_id>/rows/", counting.rows, name="rows"),
    path(
        "questions/<int:question_id>/rows/<int:patient_id>/<int:row_id>/", counting.evidence, name="evidence"
    ),
    re_path(
        r"^questions/(?P<question_id>\d{1,18})/suggest/(?P<part>index|criterion|variable|value)/$",
        suggest.suggest,
        name="suggest",
    ),
    path("questions/<int:question_id>/copy/", questions.copy, name="copy"),
    path("questions/<int:question_id>/describe/", questions.describe, name="describe"),
    re_path(
        r"^questions/(?P<question_id>\d{1,18})/change/(?P<part>kind|index|criterion|variable|remove|move|switch|json)/$",
        changing.change,
        name="change",
    ),
    re_path(
        r"^questions/(?P<question_id>\d{1,18})/run/(?P<kind>counts|survival|export)/$",
        analysis.start,
        name="start",
    ),
    path("questions/<int:question_id>/analyse/<slug:method>/", results.analyse, name="analyse"),
    path("questions/<int:question_id>/versions/", analysis.save_version, name="save_version"),
    path("questions/<int:question_id>/versions/<int:number>/", versions.version, name="version"),
    path("questions/<int:question_id>/versions/<int:number>/<int:other>/", versions.compare, name="compare"),
    path("questions/<int:question_id>/versions/<int:number>/freeze/", analysis.freeze, name="freeze"),
    path("runs/<int:run_id>/", analysis.run, name="run"),
    path("runs/<int:run_id>/cancel/", analysis.cancel, name="cancel"),
    path("runs/<int:run_id>/uncover/", results.uncover, name="uncover"),
    path("runs/<int:run_id>/tables/<int:place>.csv", results.table, name="table"),
    re_path(
        r"^runs/(?P<run_id>\d{1,18})/figures/(?P<place>\d{1,3})\.(?P<form>svg|png)$",
        results.figure,
        name="figure",
    ),
    path("runs/<int:run_id>/again/", analysis.again, name="again"),
    path("runs/<int:run_id>/release/", releases.ask, name="ask_release"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:release_id>/", releases.release, name="release"),
    path("releases/<int:release_id>/review/", releases.review, name="review"),
    path("exports/<int:release_id>/", releases.fetch, name="fetch"),
    path("studies/<int:study_id>/", studies.study, name="study"),
    path("studies/<int:study_id>/package/", studies.package, name="package"),
    path("studies/<int:study_id>/package/file/", studies.packaged, name="packaged"),
]
