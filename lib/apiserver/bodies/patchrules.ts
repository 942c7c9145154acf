import type { PatchLookup, PatchRule } from '../../patch/strategic';
import { definitions, type Schema } from '../../resources/schema/definitions';

const lookups = new Map<string, PatchLookup>();

/**
 * How the fields of a definition are patched, as its schema tells by `x-kubernetes-patch-strategy` and
 * `-merge-key`.
 */
export function patchRulesOf(definition: string): PatchLookup {
  let lookup = lookups.get(definition);
  if (!lookup) {
    lookup = remember((path) => ruleAt(definition, path));
    lookups.set(definition, lookup);
  }
  return lookup;
}

function remember(find: PatchLookup): PatchLookup {
  const known = new Map<string, PatchRule | undefined>();
  return (path) => {
    const key = path.join('\0');
    if (known.has(key)) return known.get(key);
    const rule = find(path);
    // Names in a patch are the client's; only those the schema knows are worth keeping.
    if (rule) known.set(key, rule);
    return rule;
  };
}

function ruleAt(definition: string, path: readonly string[]): PatchRule | undefined {
  let schema = definitions[definition];
  for (const name of path) {
    const { properties, additionalProperties } = resolve(schema) ?? {};
    schema = properties && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
  }
  const strategy = schema?.['x-kubernetes-patch-strategy'];
  const mergeKey = schema?.['x-kubernetes-patch-merge-key'];
  return strategy || mergeKey ? { strategy, mergeKey } : undefined;
}

/** The structure a schema stands for: of a list that of its items, of a reference its target. */
function resolve(schema: Schema | undefined): Schema | undefined {
  if (!schema) return undefined;
  if (schema.items) return resolve(schema.items);
  const reference = schema.$ref ?? schema.allOf?.find(({ $ref }) => $ref)?.$ref;
  return reference ? definitions[reference.slice(reference.lastIndexOf('/') + 1)] : schema;
}
