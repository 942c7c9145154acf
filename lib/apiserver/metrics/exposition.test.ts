import { describe, expect, it } from 'vitest';
import { exponentialBounds, exposition, Histogram } from './exposition';

describe('exposition', () => {
  it('writes families by name and samples by labels, with what must be escaped', () => {
    const text = exposition([
      {
        name: 'b_total',
        help: 'Back\\slash\nand line.',
        type: 'counter',
        samples: [
          { labels: { verb: 'LIST', code: '200' }, value: 3 },
          { labels: { verb: 'GET', code: '404' }, value: 1_234_567 },
          { labels: { verb: 'GET', code: '200' }, value: 0.25 },
        ],
      },
      { name: 'a', help: 'Plain.', type: 'gauge', samples: [{ labels: {}, value: 0 }] },
      { name: 'c', help: 'Nothing measured.', type: 'gauge', samples: [] },
      { name: 'd', help: '', type: 'gauge', samples: [{ labels: { x: '"\\\n' }, value: -0.00001 }] },
    ]);
    expect(text).toBe(
      [
        '# HELP a Plain.',
        '# TYPE a gauge',
        'a 0',
        '# HELP b_total Back\\\\slash\\nand line.',
        '# TYPE b_total counter',
        'b_total{code="200",verb="GET"} 0.25',
        'b_total{code="200",verb="LIST"} 3',
        'b_total{code="404",verb="GET"} 1.234567e+06',
        '# HELP d ',
        '# TYPE d gauge',
        'd{x="\\"\\\\\\n"} -1e-05',
        '',
      ].join('\n'),
    );
  });

  it('writes the buckets of a histogram, each with all that is below it', () => {
    const value = new Histogram(exponentialBounds(1000, 10, 4));
    for (const size of [0, 1000, 1001, 5_000_000, 70_000_000]) value.observe(size);
    const text = exposition([
      { name: 'size', help: 'Size.', type: 'histogram', samples: [{ labels: { verb: 'GET' }, value }] },
    ]);
    expect(text.split('\n').slice(2, -1)).toEqual([
      'size_bucket{verb="GET",le="1000"} 2',
      'size_bucket{verb="GET",le="10000"} 3',
      'size_bucket{verb="GET",le="100000"} 3',
      'size_bucket{verb="GET",le="1e+06"} 3',
      'size_bucket{verb="GET",le="+Inf"} 5',
      'size_sum{verb="GET"} 7.5002001e+07',
      'size_count{verb="GET"} 5',
    ]);
  });
});
