/** Example Jobs by name. */
export const jobExamples = {
  echo: `# Runs one command once and keeps its log.
apiVersion: batch/v1
kind: Job
metadata:
  name: echo
spec:
  template:
    spec:
      containers:
        - name: echo
          image: busybox
          command: ["sh", "-c", "echo this a job"]
      restartPolicy: Never # a failed pod is replaced by a new one
`,
  parallel: `# Eight pods have to succeed; two of them run at a time.
apiVersion: batch/v1
kind: Job
metadata:
  name: job-wq-1
spec:
  completions: 8
  parallelism: 2
  template:
    metadata:
      name: job-wq-1
    spec:
      containers:
        - name: c
          image: busybox
          command: ["sh", "-c", "echo taking work from $QUEUE; sleep 2"]
          env:
            - name: BROKER_URL
              value: amqp://guest:guest@rabbitmq-service:5672
            - name: QUEUE
              value: job1
      restartPolicy: OnFailure # a failed container starts again in its pod
`,
  queue: `# A work queue: the workers know when it is empty. Without completions the Job
# is complete when one worker has succeeded and the others have ended too.
apiVersion: batch/v1
kind: Job
metadata:
  name: job-wq-2
spec:
  parallelism: 2
  template:
    metadata:
      name: job-wq-2
    spec:
      containers:
        - name: c
          image: busybox
          command:
            - sh
            - -c
            - |
              for item in 1 2 3 4 5; do
                echo "$QUEUE: item $item"
                sleep 1
              done
              echo "$QUEUE is empty"
          env:
            - name: BROKER_URL
              value: amqp://guest:guest@rabbitmq-service:5672
            - name: QUEUE
              value: job2
      restartPolicy: OnFailure
`,
  indexed: `# Every pod gets an index of its own, so that it knows its share of the work.
apiVersion: batch/v1
kind: Job
metadata:
  name: indexed
spec:
  completionMode: Indexed
  completions: 5 # indexes 0 to 4
  parallelism: 3
  template:
    spec:
      containers:
        - name: worker
          image: busybox
          command:
            - sh
            - -c
            - |
              echo "working on part $JOB_COMPLETION_INDEX of 5"
              sleep $((JOB_COMPLETION_INDEX + 1))
      restartPolicy: Never
`,
  retry: `# Fails two times out of three. The Job tries again, waiting 10 s, 20 s, 40 s …
# in between, and gives up after backoffLimit failures.
apiVersion: batch/v1
kind: Job
metadata:
  name: retry
spec:
  backoffLimit: 4
  activeDeadlineSeconds: 300 # whatever happens, it ends after 5 minutes
  template:
    spec:
      containers:
        - name: flaky
          image: busybox
          command:
            - sh
            - -c
            - |
              drawn=$(od -An -N1 -tu1 /dev/urandom)
              echo "drew $drawn, 171 or more succeeds"
              [ "$drawn" -ge 171 ]
      restartPolicy: Never # each attempt is a pod of its own, with its own log
`,
  items: `# One Job for each item of a list, kept together by a label.
${['apple', 'banana', 'cherry'].map(itemJob).join('---\n')}`,
} as const;

function itemJob(item: string): string {
  return `apiVersion: batch/v1
kind: Job
metadata:
  name: process-item-${item}
  labels:
    jobgroup: jobexample
spec:
  template:
    metadata:
      name: jobexample
      labels:
        jobgroup: jobexample
    spec:
      containers:
        - name: c
          image: busybox
          command: ["sh", "-c", "echo Processing item ${item} && sleep 5"]
      restartPolicy: Never
`;
}
