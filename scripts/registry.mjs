// Generates the registry of rules from the file names in server/rules/; prints it, or writes it with --write.
import { readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../server/rules/', import.meta.url));

/** Files in the folder that are not rules. */
const others = ['registry.ts', 'runner.ts'];

/** The contents of `server/rules/registry.ts`. */
export function registry() {
  const rules = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !others.includes(name))
    .map((name) => name.replace(/\.ts$/, ''))
    .sort()
    .map((id) => ({ id, name: id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()) }));
  return `// Generated from the files in this folder by \`npm run registry\`.
import type { Rule } from './lib/rule';
${rules.map(({ id, name }) => `import { ${name} } from './${id}';\n`).join('')}
/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
${rules.map(({ name }) => `  ${name},\n`).join('')}];
`;
}

export function writeRegistry() {
  writeFileSync(`${folder}registry.ts`, registry());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write')) writeRegistry();
  else process.stdout.write(registry());
}
