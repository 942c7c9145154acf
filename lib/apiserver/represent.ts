import type { KubeObject } from '../meta/object';
import { listParts, objectParts, type Part, partialListText, partialText } from './encode';
import { notConvertible } from './errors';
import type { Served } from './kinds';
import type { Listing } from './listing';
import type { Format } from './negotiation';
import { readIncludeObject, type TableForm, tableParts } from './table';
import { eventLine, sharedLine } from './watch/eventline';

/** All that decides how the objects of one request are written. */
export interface Representation {
  served: Served;
  format: Format;
  query: URLSearchParams;
  nowMs: number;
}

/** The parts of one object's answer: itself, its metadata, or a table of one row. */
export function representObject(representation: Representation, object: KubeObject): Part[] {
  const { served, format } = representation;
  switch (format.as) {
    case 'Table': {
      const { resourceVersion } = object.metadata;
      return tableParts(tableForm(representation), { resourceVersion }, [object]);
    }
    case 'PartialObjectMetadata':
      return [partialText(served.show(object), format.version)];
    case 'PartialObjectMetadataList':
      throw notConvertible(
        `you requested PartialObjectMetadataList, but the requested object is not a list (${goType(served)})`,
      );
    default:
      return objectParts(served.show(object));
  }
}

/** The parts of a list's answer: itself, the metadata of its items, or a table. */
export function representList(representation: Representation, { metadata, items }: Listing): Part[] {
  const { served, format } = representation;
  switch (format.as) {
    case 'Table':
      return tableParts(tableForm(representation), metadata, items);
    case 'PartialObjectMetadataList':
      return [partialListText(format.version, metadata, items.map(served.show))];
    case 'PartialObjectMetadata':
      throw notConvertible(
        `you requested PartialObjectMetadata, but the requested object is a list (${goType(served)}List)`,
      );
    default:
      return listParts(`${served.resource.kind}List`, served.apiVersion, metadata, items.map(served.show));
  }
}

/** The kind as Go's `%T` prints its internal type. */
function goType({ resource: { group, kind } }: Served): string {
  return `*${group.split('.')[0] || 'core'}.${kind}`;
}

function tableForm({ served, format, query, nowMs }: Representation): TableForm {
  return { served, version: format.version, include: readIncludeObject(query), nowMs };
}

/** Writes an event of a watch as its line. */
export type EventWriter = (type: string, object: KubeObject) => Uint8Array;

/** The writer of a watch's events; tables carry their columns in the first event only. */
export function eventWriter(representation: Representation, nowMs: () => number): EventWriter {
  const { served, format } = representation;
  if (format.as !== 'Table') {
    const form = `${format.as} ${format.version}`;
    const parts = (object: KubeObject) => representObject(representation, object);
    return (type, object) => sharedLine(form, type, served.show(object), () => parts(object));
  }
  const form = tableForm(representation);
  let headless = false;
  return (type, object) => {
    const { resourceVersion } = object.metadata;
    const parts = tableParts({ ...form, nowMs: nowMs(), headless }, { resourceVersion }, [object]);
    headless = true;
    return eventLine(type, parts);
  };
}
