'use client';
import { useRouter } from 'next/navigation';
import { useAction } from '@/components/live/action';
import { useApi } from '@/components/live/api';
import { useLink, useNamespaces } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Button, LinkButton } from '@/components/ui/button';
import { type Example, examples } from '@/lib/view/example';
import styles from './example-gallery.module.css';

/**
 * The starter examples, each a card: run it at once, or open it in the editor. `kind` shows those of one kind
 * alone.
 */
export function ExampleGallery({ kind }: { kind?: Example['kind'] }) {
  const { designer } = useMessages();
  const shown = examples.filter((example) => kind === undefined || example.kind === kind);
  return (
    <ul className={styles.gallery} aria-label={designer.gallery.label}>
      {shown.map((example) => (
        <li key={example.id}>
          <ExampleCard example={example} />
        </li>
      ))}
    </ul>
  );
}

function ExampleCard({ example }: { example: Example }) {
  const { designer } = useMessages();
  const api = useApi();
  const link = useLink();
  const router = useRouter();
  const { busy, run } = useAction();
  const namespace = useNamespaces().chosen[0] ?? 'default';
  const { title, text } = designer.examples[example.id];
  const start = () =>
    run({
      work: async () => {
        // The reader of manifests is large, and needed only once one is started.
        const { runExample } = await import('./run-example');
        router.push(link(await runExample(api, example, namespace)));
      },
      refused: designer.gallery.notRun(title),
    });
  return (
    <article className={styles.card}>
      <h3>{title}</h3>
      <span className={styles.kind}>{example.kind}</span>
      <p>{text}</p>
      <div className={styles.actions}>
        <Button
          icon="play"
          busy={busy}
          aria-label={designer.gallery.runOf(title)}
          onClick={() => void start()}
        >
          {example.kind === 'CronJob' ? designer.create : designer.gallery.run}
        </Button>
        <LinkButton tone="quiet" href={link('/new', { example: example.id })}>
          {designer.gallery.open}
        </LinkButton>
      </div>
    </article>
  );
}
