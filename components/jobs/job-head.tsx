'use client';
import Link from 'next/link';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { Button, IconButton, LinkButton } from '@/components/ui/button';
import { NameText } from '@/components/ui/name-text';
import { PageHeader } from '@/components/ui/page-header';
import { controllerOf } from '@/lib/meta/object';
import type { Job } from '@/lib/resources/job/types';
import type { Pod } from '@/lib/resources/pod/types';
import { jobSpan } from '@/lib/view/jobprogress';
import { isFinished, jobState } from '@/lib/view/jobstate';
import { JobFigures } from './job-counts';
import { useEditLink } from './job-menu';
import { StateSentence } from './job-state';
import styles from './job-view.module.css';
import type { JobActions } from './use-job-actions';

interface JobHeadProps {
  job: Job;
  pods: readonly Pod[];
  /** It is no more; nothing can be done to it but running it again. */
  gone: boolean;
  actions: JobActions;
  onRemove: () => void;
}

/** The head of a Job's page: its state in one sentence, its figures, what can be done. */
export function JobHead({ job, pods, gone, actions, onRemove }: JobHeadProps) {
  const { jobs } = useMessages();
  const editLink = useEditLink();
  const { namespace = '', name = '', uid } = job.metadata;
  const target = { namespace, name, uid };
  const busy = actions.pending.has(`${namespace}/${name}`);
  const suspended = job.spec.suspend === true;
  return (
    <PageHeader
      above={<Above job={job} />}
      title={
        <span className={styles.title}>
          <NameText name={name} />
        </span>
      }
      sentence={<StateSentence state={jobState(job, pods)} span={jobSpan(job)} />}
      actions={
        !gone && (
          <>
            {!isFinished(job) && (
              <Button
                icon={suspended ? 'play' : 'pause'}
                busy={busy}
                onClick={() => void actions.setSuspended(target, !suspended)}
              >
                {suspended ? jobs.actions.resume : jobs.actions.suspend}
              </Button>
            )}
            <Button icon="rerun" busy={busy} onClick={() => void actions.rerun(target)}>
              {jobs.actions.rerun}
            </Button>
            <LinkButton icon="edit" href={editLink(namespace, name)}>
              {jobs.actions.editAsNew}
            </LinkButton>
            <IconButton icon="trash" tone="plain" label={jobs.actions.remove} onClick={onRemove} />
          </>
        )
      }
      below={
        <div className={styles.head}>
          <JobFigures job={job} pods={pods} />
        </div>
      }
    />
  );
}

/** The way up: all Jobs, the namespace, and whoever made the Job. */
function Above({ job }: { job: Job }) {
  const { jobs } = useMessages();
  const link = useLink();
  const { namespace = '' } = job.metadata;
  const owner = controllerOf(job);
  return (
    <>
      <Link href={link('/jobs')}>{jobs.page.above}</Link>
      {' / '}
      <Link href={link('/jobs', { ns: namespace })}>{namespace}</Link>
      {owner && ` · ${jobs.page.owner(owner.kind)} `}
      {owner?.kind === 'CronJob' && (
        <Link href={link(`/cronjobs/${namespace}/${owner.name}`)}>{owner.name}</Link>
      )}
      {owner && owner.kind !== 'CronJob' && owner.name}
    </>
  );
}
