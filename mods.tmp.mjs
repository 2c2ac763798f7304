import { rolldown } from 'rolldown';
const configs = (await import('/work/trees/dist/rolldown.config.ts')).default;
const graph = {};
const c = { ...configs[0], plugins: [{ name: 'x', buildEnd() { for (const id of this.getModuleIds()) graph[id] = this.getModuleInfo(id).importedIds; } }] };
const b = await rolldown(c); const r = await b.generate(c.output);
const where = {}, size = {};
for (const f of r.output) { console.log(f.fileName, Math.round(f.code.length/1000), f.imports.join(' ')); for (const [id,m] of Object.entries(f.modules??{})) { where[id]=f.fileName; size[id]=m.renderedLength; } }
for (const from of ['records.js','history.js','registry.js','common.js']) for (const to of ['promote.js','tags.js']) {
  const direct = new Set(); for (const [id, deps] of Object.entries(graph)) if (where[id]===from) for (const d of deps) if (where[d]===to) direct.add(d);
  console.log(from,'->',to,[...direct].map(d=>d.replace(/.*src\//,'')+' '+size[d]).join(', '));
}
