'use client';
import { useMessages } from '@/components/messages/messages';
import type { State } from '@/components/ui/state-mark';
import { StateMark } from '@/components/ui/state-mark';
import type { PodPhaseShown } from '@/lib/view/podstate';

/** The mark each phase of a pod is shown by. */
const markOfPod: Readonly<Record<PodPhaseShown, State>> = {
  waiting: 'pending',
  starting: 'pending',
  running: 'running',
  retrying: 'retrying',
  terminating: 'finishing',
  succeeded: 'complete',
  failed: 'failed',
  unknown: 'unknown',
};

/** The state of a pod: kubectl's word where it says more than the phase does. */
export function PodMark({ phase, word }: { phase: PodPhaseShown; word: string }) {
  const { jobs } = useMessages();
  const plain = ['Pending', 'Running', 'Completed', 'Terminating', 'Error', 'ContainerCreating'].includes(
    word,
  );
  return <StateMark state={markOfPod[phase]} word={plain ? jobs.podPhase[phase] : word} />;
}
