import { describe, expect, it } from 'vitest';
import { lenientFormat, negotiate } from './negotiation';

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
    [`${table},application/json`, 'json', 'Table', 'v1'],
    ['application/json;as=Table;v=v9;g=meta.k8s.io,application/json', 'json', '', ''],
    [
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      'json',
      'PartialObjectMetadataList',
      'v1',
    ],
  ])('%s', (accept, media, as, version) => {
    expect(negotiate(accept, 'test/1', none, false)).toEqual({ media, as, version, pretty: false });
  });

  it('refuses what it cannot write, in the words of the layer that refuses', () => {
    expect(() => negotiate('text/html', '', none, true)).toThrow(/^406: Not Acceptable\n\n.*stream=watch/s);
    expect(() => negotiate('application/json;as=Table;v=v9;g=meta.k8s.io', '', none, false)).toThrow(
      'only the following media types are accepted: application/json, application/yaml',
    );
  });

  it('indents for people, or when asked', () => {
    expect(negotiate('', 'curl/8', none, false).pretty).toBe(true);
    expect(negotiate('', 'curl/8', new URLSearchParams('pretty=false'), false).pretty).toBe(false);
    expect(negotiate('', 'kubectl/1', new URLSearchParams('pretty=true'), false).pretty).toBe(true);
  });

  it('never refuses an error', () => {
    expect(lenientFormat('text/html', '', none).media).toBe('json');
    expect(lenientFormat('application/yaml', '', none).media).toBe('yaml');
  });
});
