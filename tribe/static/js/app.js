// On every page: small comforts.
// Every page works without this file.
import "./parts/forms.js";
import "./parts/menus.js";
import "./parts/times.js";
