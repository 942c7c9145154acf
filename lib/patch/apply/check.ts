import { goText } from '../gotext';
import { isObject } from '../json';
import { elementText, fieldElement, type PathElement } from './element';
import {
  fieldOf,
  itemElement,
  type ListStructure,
  type MapStructure,
  type Structure,
  settle,
} from './structure';

/**
 * What is wrong with a value as one of its structure: fields nobody declared, values of the wrong type, list items that cannot
 * be told apart. Texts are those of structured-merge-diff (`TypedValue.Validate`), with the path before them.
 */
export function checkStructure(structure: Structure, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  const settled = settle(structure, value);
  switch (settled.kind) {
    case 'scalar':
      return checkScalar(settled.type, value);
    case 'list':
      return Array.isArray(value) ? checkList(settled, value) : [`: expected list, got ${goValue(value)}`];
    case 'map':
      return isObject(value) ? checkMap(settled, value) : [`: expected map, got ${goValue(value)}`];
  }
}

/** The errors as one text, as structured-merge-diff joins them. */
export function joinErrors(errors: readonly string[]): string {
  const texts = errors.map((error) => (error.startsWith(': ') ? error.slice(2) : error));
  return texts.length === 1 ? texts[0]! : ['errors:', ...texts.map((text) => `  ${text}`)].join('\n');
}

function checkScalar(type: string, value: unknown): string[] {
  const found = typeof value;
  switch (type) {
    case 'numeric':
      return found === 'number' ? [] : [`: expected numeric (int or float), got ${goType(value)}`];
    case 'string':
      return found === 'string'
        ? []
        : [`: expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`];
    case 'boolean':
      return found === 'boolean' ? [] : [`: expected boolean, got ${goValue(value)}`];
    default:
      return found === 'object' ? [`: expected any scalar, got ${goValue(value)}`] : [];
  }
}

function checkList(structure: ListStructure, items: readonly unknown[]): string[] {
  const seen = new Set<PathElement>();
  const errors: string[] = [];
  for (const [position, item] of items.entries()) {
    let element = `i:${position}`;
    if (structure.relation !== 'atomic') {
      try {
        element = itemElement(structure, item);
      } catch (error) {
        return [...errors, `: element ${position}: ${(error as Error).message}`];
      }
      if (seen.has(element)) errors.push(`: duplicate entries for key ${elementText(element)}`);
      seen.add(element);
    }
    errors.push(...under(element, checkStructure(structure.item, item)));
  }
  return errors;
}

function checkMap(structure: MapStructure, value: Readonly<Record<string, unknown>>): string[] {
  const errors: string[] = [];
  for (const [name, item] of Object.entries(value)) {
    const element = fieldElement(name);
    if (!structure.fields.has(name) && !structure.value) {
      return [...errors, ...under(element, [': field not declared in schema'])];
    }
    errors.push(...under(element, checkStructure(fieldOf(structure, name), item)));
  }
  return errors;
}

function under(element: PathElement, errors: readonly string[]): string[] {
  return errors.map((error) => elementText(element) + error);
}

/** A value as Go prints a pointer to the structure that holds it. */
function goValue(value: unknown): string {
  return `&{${goText(value)}}`;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isObject(value)) return 'map[string]interface {}';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  const texts = members.map((name) => `${JSON.stringify(name)}:${goSyntax(value[name])}`);
  return `map[string]interface {}{${texts.join(', ')}}`;
}
