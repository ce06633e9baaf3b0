// On every page: small comforts.
// Every page works without this file.
import "./parts/drafts.js";
import "./parts/forms.js";
import "./parts/menus.js";
import "./parts/search.js";
import "./parts/signs.js";
import "./parts/times.js";
import "./parts/turning.js";
import "./parts/unsent.js";
