"""E-mail settings on the account page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.reader import SignedInRequest
from newsletters.forms.signup import OwnForm, RhythmForm
from newsletters.models import Follow, Recipient, Suppression
from newsletters.sending import bounces
from newsletters.signups import signup, signup_choices


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    """Show newsletters and follows; after a follow link also ask how often to send e-mails."""
    user, at = request.user, timezone.now()
    if not user.is_verified:
        return redirect("account_email")
    recipient = Recipient.objects.filter(address=user.email).first()
    if request.method == "POST" and "lift" in request.POST:
        bounces.lift_suppressions({request.POST["lift"]} & set(user.verified_addresses()))
        return redirect(request.path)
    if request.method == "POST" and "follow" in request.POST:
        rhythm_form = RhythmForm(request.POST)
        if rhythm_form.is_valid():
            rhythm = rhythm_form.cleaned_data["rhythm"]
            signup.with_account(user, [f"{request.POST['follow']}:{rhythm}"], at=at)
        return redirect(f"{request.path}?saved=1")
    form = OwnForm(request.POST if request.method == "POST" else None, recipient=recipient)
    if request.method == "POST" and form.is_valid():
        recipient = signup.with_account(user, (), at=at)
        signup.choose(recipient, form.cleaned_data["lists"], form.rhythms, at=at)
        return redirect(f"{request.path}?saved=1")
    suppressed = Suppression.objects.filter(address__in=user.verified_addresses())
    context = {"form": form, "saved": "saved" in request.GET, "suppressed": suppressed}
    followed_name = request.GET.get("follow", "")
    choices = signup_choices.choices_from([f"{followed_name}:{Follow.Rhythm.AT_ONCE}"])
    if choices:
        context |= {"following": choices[0], "follow": followed_name, "rhythm_form": RhythmForm()}
    return render(request, "newsletters/account.html", context)
