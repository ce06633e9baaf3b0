// The exact moment, in the reader's own zone, when they rest on "3 hours ago".
const exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });

document.addEventListener("pointerover", (event) => {
  const time = event.target.closest?.("time[datetime]");
  if (!time || time.title || time.closest(".leaf")) return;
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.valueOf())) time.title = exact.format(moment);
});
