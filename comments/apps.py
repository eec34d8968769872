from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "What readers say"

    def ready(self) -> None:
        from accounts.extensions import retention
        from articles.demo import steps
        from comments import receivers, tasks
        from comments.account import retention as comment_retention
        from comments.account import saved_emails, sections
        from comments.demo import content
        from subscriptions import upkeep

        sections.register_all()
        saved_emails.register_all()
        retention.register("Names in resolved reports deleted", comment_retention.reporters)
        retention.register("Names in answered notices deleted", comment_retention.notifiers)
        retention.register(
            "Suspensions of closed accounts deleted",
            comment_retention.suspensions_of_closed_accounts,
        )
        retention.register(
            "Comments of closed accounts unlinked", comment_retention.mailboxes_of_closed_accounts
        )
        retention.register(
            "Pre-moderation of closed accounts deleted",
            comment_retention.premoderation_of_closed_accounts,
        )
        upkeep.register("checks of story ideas’ files queued again", tasks.retry_lost_checks)
        steps.register("comments", content.fill)
