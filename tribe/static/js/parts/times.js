// The exact moment, in the reader's own zone, when they rest on "3 hours ago".
// In English the day comes before the month, as in what the server writes.
const written = { en: "en-GB" };
const { lang } = document.documentElement;
const exact = new Intl.DateTimeFormat(written[lang] ?? lang, { dateStyle: "long", timeStyle: "short" });

document.addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time[datetime]");
  if (!time || time.title || time.closest(".leaf")) return;
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.valueOf())) time.title = exact.format(moment);
});

// A member who chose no zone reads times in that of their browser, which it alone knows.
const shown = document.documentElement.dataset.zone;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (shown !== undefined && own && own !== shown) {
  document.cookie = `zone=${own}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
