"""How templates are held: by their names, with one map of globals for all of them."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template as JinjaTemplate
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class Template(JinjaTemplate):
    """A template whose macros are imported without a look at each global."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """Its macros; made for who imports them where they have globals of their own.

        Jinja finds that out name by name. Those of one with its own are all of ours and more.
        """
        held = self._module
        has_shared = self.globals is self.environment.globals
        if held is None or ctx is None or not has_shared:
            return super()._get_default_module(ctx)
        if len(ctx.globals_keys) > len(self.globals):
            return super()._get_default_module(ctx)
        return held


class Environment(FlaskEnvironment):
    """Flask's environment, whose templates share the globals themselves.

    Jinja lays a map of its own over them for each template, which it then walks, name by name, at
    every import of macros: a page imports a dozen times.
    """

    template_class = Template

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._held: dict[str, JinjaTemplate] = {}
        self._loaded_by: object = None

    def get_template(
        self,
        name: str | JinjaTemplate,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> JinjaTemplate:
        """A template by its name; looked for once, where files are not watched for changes."""
        if self.auto_reload or globals or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if self._loaded_by is not self.loader:
            self._held, self._loaded_by = {}, self.loader
        found = self._held.get(name)
        if found is None:
            found = self._held[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The shared globals, unless a template was asked for with its own."""
        return super().make_globals(d) if d else self.globals
