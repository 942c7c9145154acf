import { httpClient } from '@/lib/client/http';
import { clusterNamed, sourcesOf } from '@/lib/cluster/clusters';
import { transportTo } from '@/lib/cluster/connection';
import { guarded } from '@/lib/cluster/guard';
import { openPodLogs, readLogRequest } from '@/lib/cluster/podlogs';
import { streamHeaders, untilShutdown } from '@/lib/cluster/shutdown';
import { systemClock } from '@/lib/time/system';

export const dynamic = 'force-dynamic';

/** The logs of many containers over one connection, as JSON lines in the order of time: browsers allow but six connections. */
export const POST = guarded(async (request: Request) => {
  const wanted = readLogRequest(await request.json().catch(() => undefined));
  const cluster = clusterNamed(wanted.cluster, sourcesOf(process.env));
  const client = httpClient(transportTo(cluster));
  const body = untilShutdown(request.signal, (signal) =>
    openPodLogs(wanted, { client, clock: systemClock(), signal }),
  );
  return new Response(body, { headers: streamHeaders });
});
