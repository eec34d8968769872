"""Admin of accounts: profiles, group membership, sign-in addresses and second factors."""

from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, ReadOnlyPasswordHashField
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from accounts.email_fields import AddressFormField
from accounts.models import User
from accounts.sign_in.email_verification import end_earlier_access
from accounts.signals import credentials_changed
from accounts.staff import ranks
from accounts.staff.read_only import ReadOnly, WithoutAdd, WithoutChange
from accounts.text.validators import refuse_invisible


class RecentSignInAdmin(admin.ModelAdmin[Any]):
    """Ask for a recent sign-in before staff change what an account may do or who gets into it.

    An open or stolen session at the desk would otherwise be enough to take over any account.
    """

    harmless_fields: ClassVar[set[str]] = set()

    def require_recent_sign_in(self, request: HttpRequest) -> None:
        raise_if_reauthentication_required(request, app="")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        # Called before both ways to delete, on one page and from the list.
        self.require_recent_sign_in(request)
        return super().get_deleted_objects(objs, request)

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        if request.user == obj or not self.harmless_fields.issuperset(form.changed_data):
            self.require_recent_sign_in(request)
        super().save_model(request, obj, form, change)


class PersonForm(forms.ModelForm[User]):
    password = ReadOnlyPasswordHashField(
        label="Password",
        help_text=(
            "Nobody can read it. Set a new one with the button, or let them ask for one themselves."
        ),
    )

    class Meta:
        model = User
        fields: ClassVar = [
            "email",
            "name",
            "is_active",
            "password",
            "is_staff",
            "groups",
            "is_superuser",
        ]
        field_classes: ClassVar = {"email": AddressFormField}

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        refuse_invisible(email)
        if User.objects.exclude(pk=self.instance.pk).filter(email=email).exists():
            raise forms.ValidationError("This address is taken.")
        return email


class NewPersonForm(PersonForm):
    password = None  # type: ignore[assignment]  # Django's way to leave out an inherited field

    class Meta:
        model = User
        fields: ClassVar = ["email", "name", "is_staff", "groups"]
        field_classes: ClassVar = {"email": AddressFormField}


class DeskPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # generic in the stubs only
    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        credentials_changed.send(sender=User, user=user)
        return user


class AddressInline(ReadOnly, admin.TabularInline[EmailAddress, User]):
    """Show the addresses of an account read-only, because only their owner can verify them."""

    model = EmailAddress
    verbose_name_plural = "addresses for signing in"
    fields = ["email", "verified", "primary"]
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.view_user"))


@admin.register(User)
class UserAdmin(RecentSignInAdmin, DjangoUserAdmin[User]):
    """Manage accounts.

    A new one has no password: its owner signs in with an e-mailed code or sets a password.
    """

    form = PersonForm
    harmless_fields: ClassVar = {"name"}
    add_form = NewPersonForm
    add_form_template = None
    change_password_form = DeskPasswordForm
    list_display = ["email", "name", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "name"]
    show_full_result_count = False
    ordering = ["-pk"]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "is_active", "password"]}),
        ("At the desk", {"fields": ["is_staff", "groups", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name"]}),
        ("At the desk", {"fields": ["is_staff", "groups"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[type[AddressInline]]:  # type: ignore[override]  # narrower
        return [AddressInline] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        # Otherwise staff could give themselves or others any permission.
        ranks = [] if request.user.is_superuser else ["is_staff", "groups", "is_superuser"]
        return [*self.readonly_fields, *ranks]

    # Changing an address or password is enough to take over the account (see ranks.may_manage).
    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_managed = obj is None or ranks.may_manage(request.user, obj)
        return is_managed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_managed = obj is None or ranks.may_manage(request.user, obj)
        return is_managed and super().has_delete_permission(request, obj)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        if self.has_change_permission(request, self.get_object(request, unquote(id))):
            self.require_recent_sign_in(request)
        return super().user_change_password(request, id, form_url)

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> Any:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            self.replace_addresses(request, obj)

    def replace_addresses(self, request: HttpRequest, user: User) -> None:
        """Make the new address the only one, unverified, and end all earlier access.

        The desk may have changed the address because another person had access to the account.
        """
        end_earlier_access(request, user)
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)


class GroupAdmin(RecentSignInAdmin, DjangoGroupAdmin):
    """Let only superusers change groups.

    Any other staff user could add permissions to their own group.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.is_superuser


class AuthenticatorAdmin(WithoutAdd, WithoutChange, RecentSignInAdmin):
    """Delete a second factor that its owner has lost.

    Secrets are not shown, and none can be added here.
    """

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type", "created_at", "last_used_at"]
    fields = ["user", "type", "created_at", "last_used_at"]
    readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        is_managed = obj is None or ranks.may_manage(request.user, obj.user)
        return is_managed and super().has_delete_permission(request, obj)


# allauth registers its own admin pages. Addresses are an inline of the account; staff need no
# access to a reader's sessions and confirmation codes.
for model in (EmailAddress, EmailConfirmation, UserSession, Group, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
admin.site.register(Group, GroupAdmin)
admin.site.register(Authenticator, AuthenticatorAdmin)
