"""What mail programs send when somebody answers, as they write it; "quoted words" is not theirs."""

GMAIL = """<div dir="ltr">Yes, at <b>eight</b>.<div>And bread, @dov?</div></div><br>
<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Sat, Nov 28,
2026 at 10:00 AM The Hall &lt;<a href="mailto:hall@hall.example">hall@hall.example</a>&gt; wrote:
<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid">
<div>quoted words</div></blockquote></div>"""
GMAIL_BETWEEN = """<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">Le sam. 28 nov.
2026 à 10:00, La Halle &lt;hall@hall.example&gt; a écrit :<br></div>
<blockquote class="gmail_quote">quoted words</blockquote><div>Oui.</div>
<blockquote class="gmail_quote">Et le pain ?</blockquote><div>Aussi.</div>
<blockquote class="gmail_quote">quoted words</blockquote></div></div>"""
OUTLOOK_FR = """<html><head><style>p{margin:0}</style></head><body lang="FR">
<div class="WordSection1"><p class="MsoNormal">Oui, à huit heures.<o:p></o:p></p>
<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>De&nbsp;:</b> La Halle &lt;hall@hall.example&gt; <br><b>Envoyé&nbsp;:</b>
samedi 28 novembre 2026 10:00<br><b>À&nbsp;:</b> cleo@example.invalid<br><b>Objet&nbsp;:</b> Pain
</p></div></div><p class="MsoNormal">quoted words</p></div></body></html>"""
OUTLOOK_WEB = """<html><body><div class="elementToProof">Yes, at eight.</div>
<div id="Signature"><p>Cleo Smith<br>ACME</p></div><div id="appendonsend"></div>
<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> The Hall
<br><b>Sent:</b> Saturday</div><div>quoted words</div></body></html>"""
APPLE = """<html><body style="overflow-wrap: break-word;">Yes, at eight.<br><div><br>
<blockquote type="cite"><div>On 28 Nov 2026, at 10:00, The Hall &lt;hall@hall.example&gt; wrote:
</div><br class="Apple-interchange-newline"><div>quoted words</div></blockquote></div></body>"""
IPHONE_FR = """<html><body dir="auto">Oui, à huit heures.
<div dir="ltr"><br>Envoyé de mon iPhone</div>
<div dir="ltr"><br><blockquote type="cite">Le 28 nov. 2026 à 10:00, La Halle
&lt;hall@hall.example&gt; a écrit :<br><br></blockquote></div>
<blockquote type="cite"><div>quoted words</div></blockquote></body></html>"""
THUNDERBIRD_FR = """<html><body><p>Oui, à huit heures.</p><div class="moz-cite-prefix">Le 28/11/2026
à 10:00, La Halle a écrit :<br></div><blockquote type="cite"><p>quoted words</p></blockquote>
<pre class="moz-signature" cols="72">-- \nCleo</pre></body></html>"""
YAHOO = """<html><body><div class="ydp1yahoo-style-wrap"><div>Yes, at eight.</div></div>
<div id="ydp2yahoo_quoted_1" class="yahoo_quoted"><div>On Saturday, The Hall wrote:</div>
<div>quoted words</div></div></body></html>"""

HTML = {
    "gmail": (GMAIL, "Yes, at **eight**.\n\nAnd bread, @dov?"),
    "gmail, between quotes": (GMAIL_BETWEEN, "Oui.\n\n> Et le pain ?\n\nAussi."),
    "outlook, french": (OUTLOOK_FR, "Oui, à huit heures."),
    "outlook on the web": (OUTLOOK_WEB, "Yes, at eight."),
    "apple mail": (APPLE, "Yes, at eight."),
    "iphone, french": (IPHONE_FR, "Oui, à huit heures."),
    "thunderbird, french": (THUNDERBIRD_FR, "Oui, à huit heures."),
    "yahoo": (YAHOO, "Yes, at eight."),
}

TEXTS = {
    "gmail": (
        "Yes, at eight.\n\nOn Sat, Nov 28, 2026 at 10:00 AM The Hall <\nhall@hall.example> wrote:\n"
        "\n> quoted words\n>\n> -- \n> quoted words\n",
        "Yes, at eight.",
    ),
    "gmail, french": (
        "Oui.\n\nLe sam. 28 nov. 2026 à 10:00, La Halle <hall@hall.example> a\nécrit\xa0:\n\n"
        "> quoted words",
        "Oui.",
    ),
    "outlook": (
        "Yes.\r\n\r\n________________________________\r\nFrom: The Hall <hall@hall.example>\r\n"
        "Sent: Saturday\r\nTo: cleo@example.invalid\r\nSubject: Bread\r\n\r\nquoted words",
        "Yes.",
    ),
    "outlook, french": (
        "Oui.\n\nDe : La Halle <hall@hall.example>\nEnvoyé : samedi\nÀ : cleo\nObjet : Pain\n\n"
        "quoted words",
        "Oui.",
    ),
    "an old outlook, french": ("Oui.\n\n-----Message d'origine-----\nDe : x\nquoted words", "Oui."),
    "thunderbird, below the quote": (
        "On 28/11/2026 10:00, The Hall wrote:\n> quoted words\n\nYes.\n\n-- \nCleo\nquoted words",
        "Yes.",
    ),
    "thunderbird, between quotes": (
        "Le 28/11/2026 à 10:00, La Halle a écrit :\n> quoted words\n\nOui.\n\n> Et le pain ?\n\n"
        "Aussi.\n\n> quoted words",
        "Oui.\n\n> Et le pain ?\n\nAussi.",
    ),
    "a phone": (
        "Yes.\n\nSent from my iPhone\n\n> On 28 Nov, The Hall wrote:\n> quoted words",
        "Yes.",
    ),
    "a phone, french": ("Oui.\n\nEnvoyé depuis mon appareil Galaxy", "Oui."),
    "outlook on a phone": ("Yes.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>", "Yes."),
    "a quote without marks": (
        "Yes.\n\nLe 28 nov. 2026 à 10:00, La Halle <hall@hall.example> a écrit :\n\nquoted words",
        "Yes.",
    ),
}

KEPT = [  # what people write and no program
    "On Monday my grandmother wrote:\nbread wants time.",
    "Le boulanger a écrit :\nle pain veut du temps.",
    "From: Lyon\nwith love",
    "One\n\n--\n\n" + "\n".join(f"line {number}" for number in range(12)),
    "I read it\n\n> in a book\n\nand liked it",
    "- one\n- two\n  - three",
    "Sent from my grandmother's kitchen, this bread\nis the best\nI ever had\nand more",
    "De : mémoire, je dirais oui",
    "a\n\n    code\n\nb",
]
