'use client';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import { PageHeader } from '@/components/ui/page-header';
import { Tooltip } from '@/components/ui/tooltip';
import type { CronJob } from '@/lib/resources/cronjob/types';
import { examples } from '@/lib/view/example';
import { kindOf } from '@/lib/view/form';
import type { Origin } from './start-text';
import type { DraftHandle } from './use-draft';
import type { useRun } from './use-run';

interface DesignerHeadProps {
  handle: DraftHandle;
  origin: Origin;
  live: CronJob | undefined;
  runner: ReturnType<typeof useRun>;
  onRun: () => void;
}

/** What is being written, and what can be done with it. */
export function DesignerHead({ handle, origin, live, runner, onRun }: DesignerHeadProps) {
  const { designer } = useMessages();
  const link = useLink();
  const { draft, send } = handle;
  const { history, manifest, good, index } = draft;
  const kind = kindOf(good.documents[index]?.value) ?? 'other';
  const busy = runner.state.kind === 'busy' ? runner.state.what : undefined;
  const isEmpty = manifest.documents.length === 0 || manifest.problems.length > 0;
  const title = live ? designer.title.edit(live.metadata.name ?? '') : designer.title[kind];
  const word = live ? designer.save : kind === 'CronJob' ? designer.create : designer.run;
  return (
    <PageHeader
      title={title}
      actions={
        <>
          <IconButton
            icon="undo"
            label={designer.undo}
            shortcut="Ctrl Z"
            disabled={history.at === 0}
            onClick={() => send({ kind: 'undo' })}
          />
          <IconButton
            icon="redo"
            label={designer.redo}
            shortcut="Ctrl Y"
            disabled={history.at === history.texts.length - 1}
            onClick={() => send({ kind: 'redo' })}
          />
          {origin.kind !== 'edit' && (
            <Menu
              trigger={<Button tone="quiet">{designer.fromExample}</Button>}
              items={examples.map(({ id }) => ({
                kind: 'link',
                label: designer.examples[id].title,
                note: designer.examples[id].text,
                href: link('/new', { example: id }),
              }))}
            />
          )}
          <Tooltip text={designer.checkHint}>
            <Button disabled={isEmpty} busy={busy === 'check'} onClick={() => void runner.check(manifest)}>
              {designer.check}
            </Button>
          </Tooltip>
          <Button
            tone="primary"
            icon={live ? 'check' : kind === 'CronJob' ? 'plus' : 'play'}
            disabled={isEmpty}
            busy={busy === 'run'}
            onClick={onRun}
          >
            {word}
          </Button>
        </>
      }
    />
  );
}
