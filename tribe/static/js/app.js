// On every page: htmx for the parts of a page that change alone, and small comforts.
// Every page works without this file.
import "htmx.org";
import "./parts/forms.js";
import "./parts/menus.js";
import "./parts/times.js";
