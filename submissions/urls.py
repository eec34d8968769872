from django.urls import path

from submissions.views.replies import right_of_reply
from submissions.views.story_ideas import story_ideas, thanks

app_name = "submissions"
urlpatterns = [
    path("story-ideas/", story_ideas, name="story-ideas"),
    path("story-ideas/thanks/", thanks, name="story-ideas-thanks"),
    path("replies/<str:signed>/", right_of_reply, name="right-of-reply"),
]
