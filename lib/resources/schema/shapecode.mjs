// Shapes: the least a decoder must know of a definition, a line for each field. A line is the type of the
// field (`[]` list of, `{}` map of), `*` if an explicit zero is kept, `!` if the field is always written, and
// after `=` what Go calls the type where that does not follow.

/** The shape of one definition, `{field: line}`. `index` maps class names of the models to definitions. */
export function shapeOf({ model, facts }, index) {
  const factOf = new Map(facts.map((fact) => [fact.property, fact]));
  return Object.fromEntries(
    model.properties.map(({ name, type, format }) => {
      const fact = factOf.get(name) ?? {};
      const code = typeCode(type, format, fact, index);
      const goType = fact.goType ? ` =${fact.goType}` : '';
      return [name, `${code}${fact.pointer ? '*' : ''}${fact.always ? '!' : ''}${goType}`];
    }),
  );
}

function typeCode(type, format, fact, index) {
  const [, item] = /^Array<(.*)>$/.exec(type) ?? [];
  if (item) return `[]${typeCode(item, format, fact, index)}`;
  const [, value] = /^\{ \[key: string\]: (.*); \}$/.exec(type) ?? [];
  if (value) return `{}${typeCode(value, format, fact, index)}`;
  if (fact.quantity) return 'quantity';
  if (type === 'string') return format === 'byte' || fact.byte ? 'bytes' : 'string';
  if (type === 'boolean') return 'bool';
  if (type === 'number') return format || 'int64';
  return type === 'any' ? 'any' : index.get(type);
}
