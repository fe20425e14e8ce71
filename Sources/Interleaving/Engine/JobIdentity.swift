/// The number by which the runtime knows the task of `job`, unique in the process.
///
/// It is 0 for an errand of the runtime, which is no task: a yield, or an actor about to work through
/// its queue.
///
/// It is what the public description of a job prints; asking for it spares building a string for every
/// slice.
@_silgen_name("swift_task_getJobTaskId")
func taskIdentifier(of job: UnownedJob) -> UInt64
