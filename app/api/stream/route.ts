import { clusterNamed, sourcesOf } from '@/lib/cluster/clusters';
import { transportTo } from '@/lib/cluster/connection';
import { guarded } from '@/lib/cluster/guard';
import { openStream, readWatches } from '@/lib/cluster/multiplex';
import { streamHeaders, untilShutdown } from '@/lib/cluster/shutdown';
import { systemClock } from '@/lib/time/system';

export const dynamic = 'force-dynamic';

/** All watches of one browser tab as one stream of JSON lines. It keeps nothing: the tab says each time from where to go on. */
export const POST = guarded(async (request: Request) => {
  const watches = readWatches(await request.json().catch(() => undefined));
  const body = untilShutdown(request.signal, (signal) =>
    openStream(watches, {
      clock: systemClock(),
      transportTo: (cluster) => transportTo(clusterNamed(cluster, sourcesOf(process.env))),
      signal,
    }),
  );
  return new Response(body, { headers: streamHeaders });
});
