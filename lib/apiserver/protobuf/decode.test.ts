import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode';

type Node = number | string | Uint8Array | [number, Node][];

/** Writes the wire format: numbers as varints, texts, bytes and lists of fields with their length. */
function encode(fields: [number, Node][]): Uint8Array {
  return new Uint8Array(fields.flatMap(([number, value]) => [...field(number, value)]));
}

function field(number: number, value: Node): number[] {
  if (typeof value === 'number')
    return [...varint(BigInt(number) * 8n), ...varint(BigInt.asUintN(64, BigInt(value)))];
  const bytes =
    typeof value === 'string'
      ? new TextEncoder().encode(value)
      : value instanceof Uint8Array
        ? value
        : encode(value);
  return [...varint(BigInt(number) * 8n + 2n), ...varint(BigInt(bytes.length)), ...bytes];
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  for (; value >= 128n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return [...bytes, Number(value)];
}

function envelope(apiVersion: string, kind: string, object: [number, Node][]): Uint8Array {
  const typeMeta: [number, Node][] = [
    [1, apiVersion],
    [2, kind],
  ];
  const body = encode([
    [1, typeMeta],
    [2, encode(object)],
    [3, ''],
  ]);
  return new Uint8Array([0x6b, 0x38, 0x73, 0, ...body]);
}

describe('decodeProtobuf', () => {
  it('reads a Job', () => {
    const container: [number, Node][] = [
      [1, 'c'],
      [2, 'busybox'],
      [3, 'echo'],
      [3, 'hi'],
      [
        8,
        [
          [
            1,
            [
              [1, 'cpu'],
              [2, [[1, '500m']]],
            ],
          ],
        ],
      ],
    ];
    const template: [number, Node][] = [
      [
        2,
        [
          [2, container],
          [3, 'Never'],
        ],
      ],
    ];
    const bytes = envelope('batch/v1', 'Job', [
      [
        1,
        [
          [1, 'j'],
          [8, []],
          [
            11,
            [
              [1, 'a'],
              [2, 'b'],
            ],
          ],
          [11, [[1, 'c']]],
        ],
      ],
      [
        2,
        [
          [1, 2],
          [3, -1],
          [6, template],
          [10, 1],
        ],
      ],
    ]);
    expect(decodeProtobuf(bytes)).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j', creationTimestamp: null, labels: { a: 'b', c: '' } },
      spec: {
        parallelism: 2,
        activeDeadlineSeconds: -1,
        suspend: true,
        template: {
          spec: {
            containers: [
              {
                name: 'c',
                image: 'busybox',
                command: ['echo', 'hi'],
                resources: { limits: { cpu: '500m' } },
              },
            ],
            restartPolicy: 'Never',
          },
        },
      },
    });
  });

  it('puts what Go embeds where JSON has it', () => {
    const emptyDir: [number, Node][] = [[2, [[1, 'Memory']]]];
    const pod = envelope('v1', 'Pod', [
      [
        2,
        [
          [
            1,
            [
              [1, 'v'],
              [2, emptyDir],
            ],
          ],
        ],
      ],
    ]);
    expect(decodeProtobuf(pod)).toMatchObject({
      spec: { volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] },
    });
  });

  it('writes bytes as base64 and times as RFC 3339', () => {
    const secret = envelope('v1', 'Secret', [
      [1, [[8, [[1, 1_700_000_000]]]]],
      [
        2,
        [
          [1, 'k'],
          [2, new Uint8Array([1, 2, 255])],
        ],
      ],
    ]);
    expect(decodeProtobuf(secret)).toMatchObject({
      metadata: { creationTimestamp: '2023-11-14T22:13:20Z' },
      data: { k: 'AQL/' },
    });
  });

  it('knows DeleteOptions under any version, and tells only the type of what it does not know', () => {
    expect(
      decodeProtobuf(
        envelope('batch/v1', 'DeleteOptions', [
          [1, 5],
          [4, 'Orphan'],
        ]),
      ),
    ).toMatchObject({
      gracePeriodSeconds: 5,
      propagationPolicy: 'Orphan',
    });
    const unknown = decodeProtobuf(envelope('apps/v1', 'Deployment', [[1, 'x']]));
    expect(unknown).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment' });
  });

  it('passes over fields it has never heard of', () => {
    const job = envelope('batch/v1', 'Job', [
      [99, 7],
      [98, 'x'],
      [1, [[1, 'j']]],
    ]);
    expect(decodeProtobuf(job)).toMatchObject({ metadata: { name: 'j' } });
  });

  it.each([
    [
      'another format',
      new TextEncoder().encode('{"kind":"Job"}'),
      'does not appear to be a protobuf message',
    ],
    ['a cut-off body', envelope('batch/v1', 'Job', [[1, [[1, 'j']]]]).slice(0, -4), 'unexpected EOF'],
  ])('refuses %s', (_title, bytes, message) => {
    expect(() => decodeProtobuf(bytes)).toThrow(message);
  });
});
