from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "What readers say"

    def ready(self) -> None:
        from accounts.extensions import retention
        from articles.demo import steps
        from comments import receivers, tasks
        from comments.account import retention as forgotten
        from comments.account import saved_emails, sections
        from comments.demo import content
        from subscriptions import upkeep

        sections.register_all()
        saved_emails.register_all()
        retention.register("Names in settled reports forgotten", forgotten.reporters)
        retention.register("Names in answered notices forgotten", forgotten.notifiers)
        retention.register("Suspensions of closed accounts deleted", forgotten.suspensions_of_closed_accounts)
        retention.register("Comments of closed accounts unlinked", forgotten.mailboxes_of_closed_accounts)
        retention.register("Pre-moderation of closed accounts deleted", forgotten.premoderation_of_closed_accounts)
        upkeep.register("checks of story ideas’ files queued again", tasks.retry_lost_checks)
        steps.register("comments", content.fill)
