// Bundles the styles, fonts and scripts of Tribe into tribe/static/dist under hashed names,
// with a manifest and a compressed copy beside each file.  Usage: node frontend/build.mjs [--watch]
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const source = path.join(root, "tribe/static");
const out = path.join(source, "dist");
const fonts = { "source-sans-3-latin-wght-normal": "sans.woff2", "fraunces-latin-wght-normal": "serif.woff2" };

// Every script directly under js/ is an entry of its own; what they share lives in js/parts/.
async function entries() {
  const scripts = (await readdir(path.join(source, "js"))).filter((name) => name.endsWith(".js"));
  return [
    path.join(source, "css/app.css"),
    ...scripts.map((name) => path.join(source, "js", name)),
  ];
}

const settings = {
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2021", "chrome100", "firefox100", "safari15.4"],
  loader: { ".woff2": "file" },
  legalComments: "linked",
  metafile: true,
  outdir: out,
  logLevel: "warning",
};

async function compressed(file) {
  const bytes = await readFile(file);
  const small = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ]);
  await Promise.all([writeFile(`${file}.gz`, small[0]), writeFile(`${file}.br`, small[1])]);
  return small[0].length;
}

// A server that still runs on the manifest before this one finds its files for another day.
async function forgetOld(kept) {
  for (const name of await readdir(out)) {
    const file = path.join(out, name);
    const isKept = name === "manifest.json" || kept.has(name.replace(/\.(br|gz|LEGAL\.txt)$/, ""));
    if (!isKept && Date.now() - (await stat(file)).mtimeMs > 24 * 3600 * 1000) await rm(file);
  }
}

async function finish(result) {
  const manifest = {};
  const sizes = [];
  for (const [file, { bytes, entryPoint }] of Object.entries(result.metafile.outputs)) {
    const built = path.basename(file);
    if (built.endsWith(".LEGAL.txt")) continue;
    const stem = built.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, "");
    const name = entryPoint ? path.basename(entryPoint) : fonts[path.parse(stem).name] ?? stem;
    manifest[name] = built;
    const wire = /\.(css|js|svg)$/.test(built) ? await compressed(path.join(root, file)) : bytes;
    sizes.push(`${name.padEnd(14)} ${String(bytes).padStart(8)} B  ${String(wire).padStart(7)} B on the wire`);
  }
  const draft = path.join(out, "manifest.json.new");
  await writeFile(draft, JSON.stringify(manifest, null, 2) + "\n");
  await rename(draft, path.join(out, "manifest.json"));
  await forgetOld(new Set(Object.values(manifest)));
  console.log(sizes.sort().join("\n"));
}

process.chdir(root);
const again = { name: "manifest", setup: (build) => build.onEnd((r) => (r.errors.length ? undefined : finish(r))) };
const options = { ...settings, entryPoints: await entries(), plugins: [again] };
if (process.argv.includes("--watch")) await (await esbuild.context(options)).watch();
else await esbuild.build(options);
