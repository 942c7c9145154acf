// Definitions as they stand in `components.schemas` of a server's OpenAPI v3 document.

const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const intOrString = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const metaPackage = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Definitions that have no model: they are written in other ways than as objects. */
export const specialSchemas = [
  [quantity, { description: quantityText(), oneOf: [{ type: 'string' }, { type: 'number' }] }],
  [intOrString, { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] }],
  [`${metaPackage}.Time`, { type: 'string', format: 'date-time' }],
  [`${metaPackage}.MicroTime`, { type: 'string', format: 'date-time' }],
  [`${metaPackage}.FieldsV1`, { type: 'object' }],
  [`${metaPackage}.Patch`, { type: 'object' }],
  ['io.k8s.apimachinery.pkg.runtime.RawExtension', { type: 'object' }],
];

function quantityText() {
  return 'A number with an optional suffix, such as 500m, 2, 1.5, 128Mi or 1e3.';
}

/** The schema of one definition. `index` maps class names of the models to definition names. */
export function schemaOf({ name, packageName, model, facts }, index) {
  const factOf = new Map(facts.map((fact) => [fact.property, fact]));
  const order = new Map(facts.map(({ property }, at) => [property, at]));
  const rank = (property) => order.get(property) ?? Number.MAX_SAFE_INTEGER;
  const required = model.properties
    .filter((property) => property.required)
    .map((property) => property.name)
    .sort((a, b) => rank(a) - rank(b));
  const properties = model.properties.map((property) => [
    property.name,
    propertySchema(property, factOf.get(property.name) ?? {}, index),
  ]);
  const kinds = kindsOf(name, packageName);
  const mapType = factOf.get('@')?.map;
  return {
    ...(model.description ? { description: model.description } : {}),
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(kinds.length > 0 ? { 'x-kubernetes-group-version-kind': kinds } : {}),
    ...(mapType ? { 'x-kubernetes-map-type': mapType } : {}),
  };
}

function propertySchema(property, fact, index) {
  const { description, type, format } = property;
  const base = fact.quantity ? quantitySchema(type) : typeSchema(type, format, index);
  // A reference beside other words is wrapped, as `$ref` would hide them.
  const schema = base.$ref ? { allOf: [base] } : base;
  return {
    ...(description ? { description } : {}),
    ...schema,
    ...(fact.enum && !schema.items ? { enum: fact.enum.split(',').sort() } : {}),
    ...(fact.default ? { default: fact.default } : {}),
    ...(fact.byte ? { additionalProperties: { type: 'string', format: 'byte' } } : {}),
    ...listWords(fact),
  };
}

function listWords(fact) {
  const [strategy, mergeKey] = (fact.patch ?? '').split(':');
  const [listType, listKeys] = (fact.list ?? '').split(':');
  return {
    ...(strategy ? { 'x-kubernetes-patch-strategy': strategy } : {}),
    ...(mergeKey ? { 'x-kubernetes-patch-merge-key': mergeKey } : {}),
    ...(listType ? { 'x-kubernetes-list-type': listType } : {}),
    ...(listKeys ? { 'x-kubernetes-list-map-keys': listKeys.split(',') } : {}),
    ...(fact.map ? { 'x-kubernetes-map-type': fact.map } : {}),
  };
}

function quantitySchema(type) {
  const reference = { $ref: `#/components/schemas/${quantity}` };
  return type.startsWith('{') ? { type: 'object', additionalProperties: reference } : reference;
}

function typeSchema(type, format, index) {
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (item) return { type: 'array', items: typeSchema(item, format, index) };
  const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? [];
  if (value) return { type: 'object', additionalProperties: typeSchema(value, format, index) };
  if (type === 'string') return { type: 'string', ...(format ? { format } : {}) };
  if (type === 'boolean') return { type: 'boolean' };
  if (type === 'number')
    return { type: format === 'double' ? 'number' : 'integer', ...(format ? { format } : {}) };
  if (type === 'any') return { type: 'object' };
  const target = index.get(type);
  if (!target) throw new Error(`a model refers to ${type}, of which there are no facts`);
  const special = {
    time: `${metaPackage}.Time`,
    microtime: `${metaPackage}.MicroTime`,
    intorstring: intOrString,
  };
  return { $ref: `#/components/schemas/${special[target] ?? target}` };
}

const groups = {
  'io.k8s.api.authentication.v1': 'authentication.k8s.io',
  'io.k8s.api.authorization.v1': 'authorization.k8s.io',
  'io.k8s.api.batch.v1': 'batch',
  'io.k8s.api.core.v1': '',
  'io.k8s.api.coordination.v1': 'coordination.k8s.io',
  'io.k8s.api.events.v1': 'events.k8s.io',
  'io.k8s.api.policy.v1': 'policy',
};

const rootKinds = new Set([
  ...['Job', 'CronJob', 'Lease', 'Eviction', 'Binding', 'Pod', 'Event', 'Namespace', 'Node', 'ConfigMap'],
  ...['Secret', 'ServiceAccount', 'SelfSubjectReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview'],
  ...['SubjectAccessReview', 'LocalSubjectAccessReview'],
]);

function kindsOf(name, packageName) {
  const group = groups[packageName];
  if (group !== undefined) {
    return rootKinds.has(name.replace(/List$/, '')) ? [{ group, kind: name, version: 'v1' }] : [];
  }
  if (name === 'DeleteOptions' || name === 'WatchEvent') {
    return Object.values(groups).map((each) => ({ group: each, kind: name, version: 'v1' }));
  }
  const core = ['Status', 'APIResourceList', 'APIGroup', 'APIGroupList', 'APIVersions'];
  return core.includes(name) ? [{ group: '', kind: name, version: 'v1' }] : [];
}
