import { describe, expect, it } from 'vitest';
import { expectStreamable, lenientFormat, negotiate } from './negotiation';

const none = new URLSearchParams();
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('negotiate', () => {
  it.each([
    ['', 'json', '', ''],
    ['*/*', 'json', '', ''],
    ['text/html, application/json;q=0.5', 'json', '', ''],
    ['application/yaml', 'yaml', '', ''],
    ['application/json;q=0.1, application/yaml', 'yaml', '', ''],
    ['application/vnd.kubernetes.protobuf, application/json', 'json', '', ''],
    ['*/*, application/yaml', 'yaml', '', ''],
    ['application/*, application/yaml;q=0.2', 'yaml', '', ''],
    ['application/yaml;q=0.1, */*;q=0.9', 'json', '', ''],
    ['application/yaml;stream=watch, application/json;stream=watch', 'json', '', ''],
    ['application/json;sv=v2, application/yaml', 'yaml', '', ''],
    [`${table},application/json`, 'json', 'Table', 'v1'],
    ['application/json;as=Table;v=v9;g=meta.k8s.io,application/json', 'json', '', ''],
    [
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      'json',
      'PartialObjectMetadataList',
      'v1',
    ],
  ])('%s', (accept, media, as, version) => {
    expect(negotiate(accept, 'test/1', none)).toEqual({ media, as, version, pretty: false });
  });

  it('refuses what it cannot write, in the words of the layer that refuses', () => {
    expect(() => negotiate('text/html', '', none, { isList: true })).toThrow(
      /^406: Not Acceptable\n\n.*stream=watch/s,
    );
    expect(() => negotiate('application/json;as=Table;v=v9;g=meta.k8s.io', '', none)).toThrow(
      'only the following media types are accepted: application/json, application/yaml',
    );
  });

  it('wants one media type that the route names', () => {
    const available = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
    const refusal = '406: Not Acceptable\n\nAvailable representations: ';
    expect(() => negotiate('application/*', '', none)).toThrow(refusal + available);
    expect(() => negotiate('text/html', '', none, { others: ['text/plain'] })).toThrow(
      `${refusal}text/plain, ${available}`,
    );
    expect(() => negotiate('text/plain', '', none, { others: ['text/plain'] })).toThrow(
      `only the following media types are accepted: ${available}`,
    );
    expect(() => negotiate('application/json;stream=other', '', none)).toThrow(
      'only the following media types',
    );
  });

  it('streams no YAML', () => {
    expect(() => expectStreamable(negotiate('application/yaml', '', none))).toThrow(
      'only the following media types are accepted: ' +
        'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
    );
    expect(() => expectStreamable(negotiate('application/json', '', none))).not.toThrow();
  });

  it('indents for people, or when asked', () => {
    expect(negotiate('', 'curl/8', none).pretty).toBe(true);
    expect(negotiate('', 'curl/8', new URLSearchParams('pretty=false')).pretty).toBe(false);
    expect(negotiate('', 'kubectl/1', new URLSearchParams('pretty=true')).pretty).toBe(true);
  });

  it('never refuses an error', () => {
    expect(lenientFormat('text/html', '', none).media).toBe('json');
    expect(lenientFormat('application/yaml', '', none).media).toBe('yaml');
  });
});
