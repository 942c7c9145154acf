/** Example CronJobs by name. */
export const cronJobExamples = {
  hello: `# Says hello every minute.
apiVersion: batch/v1
kind: CronJob
metadata:
  name: hello
spec:
  schedule: "*/1 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: hello
              image: busybox
              args:
                - /bin/sh
                - -c
                - date; echo Hello from the Kubernetes cluster
          restartPolicy: OnFailure
`,
  echoEveryMinute: `# Echoes every minute and keeps its last five Jobs.
apiVersion: batch/v1
kind: CronJob
metadata:
  name: echo
spec:
  schedule: "*/1 * * * *"
  successfulJobsHistoryLimit: 5
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: echo
              image: busybox
              command: ["sh", "-c", "echo this a job"]
          restartPolicy: OnFailure
`,
  report: `# A report at two every night in Berlin, summer and winter. A run that is still
# going is not joined by another, and one that could not start within ten
# minutes is left out.
apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly-report
  labels:
    team: data
spec:
  schedule: "0 2 * * *"
  timeZone: Europe/Berlin
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 600
  successfulJobsHistoryLimit: 7
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      backoffLimit: 2
      activeDeadlineSeconds: 3600
      ttlSecondsAfterFinished: 604800 # a week
      template:
        spec:
          containers:
            - name: report
              image: busybox
              command: ["sh", "-c", "echo writing the report; sleep 5; echo done"]
              resources:
                requests:
                  cpu: 100m
                  memory: 64Mi
          restartPolicy: Never
`,
} as const;
