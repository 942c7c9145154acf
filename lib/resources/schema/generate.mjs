// Writes lib/resources/generated/: what Gantry knows of the kinds it serves, from two sources. The models of
// @kubernetes/client-node tell names, types, descriptions and which fields are required; the facts beside
// this file tell what those models leave out (see facts/README.md). No network; run with plain node.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseFact, readModel } from './models.mjs';
import { schemaOf, specialSchemas } from './openapi.mjs';
import { shapeOf } from './shapecode.mjs';

const here = import.meta.dirname;
const models = path.resolve(here, '../../../node_modules/@kubernetes/client-node/dist/gen/models');
const target = path.resolve(here, '../generated');

/** Every definition by its OpenAPI name, with its model and its facts. */
function readDefinitions() {
  const definitions = new Map();
  for (const file of readdirSync(path.join(here, 'facts'))
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const { package: packageName, definitions: facts } = JSON.parse(
      readFileSync(path.join(here, 'facts', file), 'utf8'),
    );
    for (const [name, lines] of Object.entries(facts)) {
      const fullName = `${packageName}.${name}`;
      const model = readModel(models, packageName, name);
      definitions.set(fullName, { fullName, name, packageName, model, facts: lines.map(parseFact) });
    }
  }
  return definitions;
}

/** What a class name of the models stands for. */
function nameIndex(definitions) {
  const index = new Map([
    ['Date', 'time'],
    ['V1MicroTime', 'microtime'],
    ['IntOrString', 'intorstring'],
  ]);
  for (const { fullName, model } of definitions.values()) index.set(model.className, fullName);
  return index;
}

function write(name, value) {
  const file = path.join(target, name);
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(value));
  renameSync(`${file}.${process.pid}`, file);
}

const definitions = readDefinitions();
const index = nameIndex(definitions);
mkdirSync(target, { recursive: true });
const schemas = [...definitions.values()].map((definition) => [
  definition.fullName,
  schemaOf(definition, index),
]);
write(
  'openapi.json',
  Object.fromEntries([...schemas, ...specialSchemas].sort(([a], [b]) => (a < b ? -1 : 1))),
);
write(
  'shapes.json',
  Object.fromEntries(
    [...definitions.values()].map((definition) => [definition.fullName, shapeOf(definition, index)]),
  ),
);
