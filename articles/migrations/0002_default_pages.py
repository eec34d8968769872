"""The house's own pages with texts to start from, and the first edition. Editors change the texts at the desk."""

from email.utils import parseaddr

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils.html import format_html

ABOUT = """
<p>We publish columns: one person, one subject, one argument. A column here tells you what its writer thinks and why, shows what the
thought rests on, and takes the best objection seriously.</p>
<h2>Who writes</h2>
<p>Our <a href="/columnists/">columnists</a> write under their own names and about what they know. What they write is their opinion,
not the house’s. Columns from agencies carry the agency’s name and its copyright line.</p>
<h2>How we work</h2>
<p>Every column is read by an editor before it appears. Where something printed turns out to be wrong we say so at the end of the column,
with the date. We don’t change what was said without telling you.</p>
<h2>Who pays</h2>
<p>Readers do. You can read some columns every month for nothing; <a href="/subscribe/">a subscription</a> opens all of them and pays the
people who write and edit them.</p>
"""

CONTACT = """
<p>Write to <a href="mailto:{address}">{address}</a>. A person reads it.</p>
<h2>What helps us to help you</h2>
<ul>
<li><strong>Something in a column is wrong.</strong> Send us its address, the sentence, and what is right. Corrections come before everything else.</li>
<li><strong>Your account or subscription.</strong> Write from the address you sign in with. Much of it you can do yourself on
<a href="/account/">your account page</a>.</li>
<li><strong>You want to reprint a column.</strong> Tell us which one, where, and when.</li>
<li><strong>You have an idea for a column.</strong> See <a href="/story-ideas/">story ideas</a>.</li>
</ul>
"""

PRIVACY = """
<p>We keep as little about you as the site needs, we keep it ourselves, and we sell none of it. No other company’s scripts, pictures or
fonts are loaded with our pages.</p>
<h2>When you read without an account</h2>
<p>Some columns are counted: everyone may read a few of them a month. When you open the first of these, we set a cookie that holds a random
number and nothing else; it lasts 13 months. Beside that number we keep which counted columns were read in the month. A month after that
month has ended these rows are deleted, and only totals remain that name nobody.</p>
<p>So that the count cannot be dodged simply by deleting cookies, we also count how many new readers come from one network. The address is
scrambled with a secret that changes with the month; we can’t read it back, and the count is deleted after the month. We don’t
fingerprint browsers.</p>
<h2>When you have an account</h2>
<p>We keep your e-mail address, your password in a form that nobody can read back, when and where you are signed in, what you may read and
until when, and the counted columns of the month. On <a href="/account/">your account page</a> you can see all of it, take it with you as a
file, end sessions, and close the account.</p>
<h2>When you pay</h2>
<p>Card details go to the payment company and never reach us. We keep what was bought, when, and until when it runs.</p>
<h2>Questions</h2>
<p><a href="/pages/contact/">Write to us</a>, also if you want something about you corrected or deleted.</p>
"""

TERMS = """
<h2>Reading</h2>
<p>You may read, print and keep columns for yourself, quote from them as the law allows, and link to every page. For reprinting more than a
quotation, <a href="/pages/contact/">ask us</a>. Columns from agencies belong to the agency named at their end.</p>
<h2>Your account</h2>
<p>An account is for one person. Keep its password to yourself, and tell us when you think that somebody else uses it.</p>
<h2>Subscriptions</h2>
<p>The price and the period stand beside the button before you pay. A subscription renews until you cancel; you cancel on your account page, or without signing in
by the link at the foot of every page, and you can go on reading until the end of what you have paid for. Where the law gives you a right to withdraw or to a refund, you have it here too.</p>
<h2>What we promise</h2>
<p>We take care that what we print is right, and correct it when it isn’t. Columns are opinions, not advice about your money, your health
or your case at law.</p>
<h2>Changes</h2>
<p>When these terms change we say so on this page. What you have paid for goes on under the terms you paid under.</p>
"""

GUIDELINES = """
<p>Arguments are why we are here. These few rules keep them worth having, in letters to us and wherever readers answer a column.</p>
<ul>
<li><strong>Answer what was said.</strong> Quote the sentence you object to, and meet it at its strongest.</li>
<li><strong>Argue about the matter, not about the person.</strong> No insults, no threats, nothing that belittles people for what they are.</li>
<li><strong>Say how you know.</strong> A source, a figure, something you saw yourself. If you are guessing, say that.</li>
<li><strong>Stay with the subject.</strong> No advertising, and no second copy of what you have already said.</li>
<li><strong>Leave private people private.</strong> No addresses, no telephone numbers, no details that aren’t yours to tell.</li>
<li><strong>Tell us where your interest lies,</strong> if you are paid by or closely tied to what you write about.</li>
</ul>
<h2>What we do</h2>
<p>What breaks these rules we don’t print, or take away again. We don’t remove an opinion because we disagree with it. If you think
that we got it wrong, <a href="/pages/contact/">write to us</a>, and a second person looks at it.</p>
"""

STORY_IDEAS = """
<p>You know things that we don’t: what happens at your work, in your town, in a trade that nobody writes about. If there is a column in it, tell us.</p>
<h2>How to send an idea</h2>
<p>There is no form here yet. <a href="/pages/contact/">Write us an e-mail</a> with the words “story idea” in the subject. Three short answers are enough:</p>
<ol>
<li>What happened, or what does everyone get wrong?</li>
<li>How do you know?</li>
<li>Who else could we ask?</li>
</ol>
<h2>What happens then</h2>
<p>An editor reads every idea. If we take it up we get in touch before anything appears, and we don’t use your name unless you say so. Please
don’t send us anything that could put you in danger by ordinary e-mail; tell us first that you would like to talk.</p>
"""

DONATE = """
<p>Columns cost money before anybody has read them: the days a writer needs, the editor, the pictures, the machines.</p>
<p>We can’t take donations on this site yet. Two things help us today:</p>
<ul>
<li><a href="/subscribe/">Subscribe</a>, if you read here often. It is what we live on.</li>
<li>Send a column that you thought was good to one person who would disagree with it.</li>
</ul>
<p>If you would like to give more than that, <a href="/pages/contact/">write to us</a>, and we’ll tell you how.</p>
"""

NEWSLETTERS = """
<p>Our newsletters are in the making: the week’s columns in one e-mail, and a note when a columnist you follow has written. You can’t sign up yet.</p>
<h2>Until then</h2>
<ul>
<li><a href="/feed/">The feed</a> brings every new column into a feed reader. Columnists and topics have feeds of their own.</li>
<li><a href="/columns/">The list of columns</a> always has the newest first.</li>
</ul>
"""

PAGES = [
    ("about", "About", "Who we are, how we work, and who pays.", ABOUT),
    ("contact", "Contact", "How to reach us: corrections, accounts, reprints and ideas.", CONTACT),
    ("guidelines", "Guidelines", "The few rules that keep an argument worth having.", GUIDELINES),
    ("story-ideas", "Story ideas", "How to tell us what should be written about.", STORY_IDEAS),
    ("newsletters", "Newsletters", "What will come by e-mail, and how to follow us until then.", NEWSLETTERS),
    ("donate", "Donate", "How to support what you read here.", DONATE),
    ("privacy", "Privacy", "What we keep about you, why, and for how long.", PRIVACY),
    ("terms", "Terms", "What you may do here, and what we promise.", TERMS),
]


def add_pages(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    page_model = apps.get_model("articles", "Page")
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    for position, (slug, title, description, body) in enumerate(PAGES, start=1):
        text = format_html(body, address=address) if slug == "contact" else body
        values = {"title": title, "description": description, "body": text.strip(), "position": position * 10}
        page_model.objects.get_or_create(slug=slug, defaults=values)
    apps.get_model("articles", "Edition").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]
    operations = [migrations.RunPython(add_pages, migrations.RunPython.noop)]
