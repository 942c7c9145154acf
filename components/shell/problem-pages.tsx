'use client';
import { useMessages } from '@/components/messages/messages';
import { Button, LinkButton } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** No kubeconfig and no built-in cluster. */
export function NoClusters({ problems }: { problems: readonly string[] }) {
  const { problem } = useMessages().shell;
  return (
    <main>
      <EmptyState isPage icon="cluster" title={problem.noClusters}>
        <p>{problem.noClustersHint}</p>
        <Problems problems={problems} />
      </EmptyState>
    </main>
  );
}

interface UnknownClusterProps {
  name: string;
  others: readonly string[];
  problems: readonly string[];
}

/** The address names a cluster that is not there. */
export function UnknownCluster({ name, others, problems }: UnknownClusterProps) {
  const { problem } = useMessages().shell;
  return (
    <main>
      <EmptyState
        isPage
        icon="cluster"
        title={problem.unknownCluster(name)}
        actions={others.map((other) => (
          <LinkButton key={other} href={`/${encodeURIComponent(other)}`}>
            {problem.openOther(other)}
          </LinkButton>
        ))}
      >
        <p>{problem.unknownClusterHint}</p>
        <Problems problems={problems} />
      </EmptyState>
    </main>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  return problems.map((text) => <p key={text}>{text}</p>);
}

/** An address that leads nowhere. */
export function PageNotFound() {
  const { problem } = useMessages().shell;
  return (
    <EmptyState
      isPage
      icon="search"
      title={problem.notFound}
      actions={<LinkButton href="/">{problem.toOverview}</LinkButton>}
    >
      {problem.notFoundHint}
    </EmptyState>
  );
}

/** A page whose program failed; the frame around it still works. */
export function CrashedPage({ error, onReload }: { error: Error; onReload: () => void }) {
  const { problem } = useMessages().shell;
  return (
    <EmptyState
      isPage
      icon="warning"
      title={problem.crashed}
      actions={
        <Button tone="primary" onClick={onReload}>
          {problem.reload}
        </Button>
      }
    >
      <p>{problem.crashedHint}</p>
      <details>
        <summary>{problem.details}</summary>
        <code>{error.message}</code>
      </details>
    </EmptyState>
  );
}
