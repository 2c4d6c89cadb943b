//! A bounded queue before a fixed number of threads, each with a state of its own that never leaves it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Why a job has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolError {
    /// The queue is full.
    Full,
    /// The job panicked; the thread lives on. What it said, for the log.
    Panicked(String),
    /// The pool is being dropped.
    Closed,
}

/// Threads that run jobs on their own `S`.
pub struct Pool<S> {
    shared: Arc<Shared<S>>,
}

struct Shared<S> {
    queue: Mutex<Queue<S>>,
    wake: Condvar,
    capacity: usize,
}

struct Queue<S> {
    jobs: VecDeque<Job<S>>,
    /// What nobody waits for. Whoever hands it in keeps it short.
    background: VecDeque<Job<S>>,
    /// Jobs that were taken before one in the background since the last one was.
    passed: u32,
    open: bool,
}

impl<S> Queue<S> {
    /// What somebody waits for goes first, but for one in so many.
    fn pop(&mut self) -> Option<Job<S>> {
        if self.passed < BACKGROUND_SHARE || self.background.is_empty() {
            self.passed += u32::from(!self.background.is_empty());
            if let Some(job) = self.jobs.pop_front() {
                return Some(job);
            }
        }
        self.passed = 0;
        self.background.pop_front()
    }
}

/// Whether somebody waits for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    Foreground,
    /// It runs when nothing else waits, and now and then where something always does.
    Background,
}

/// So many jobs that somebody waits for go before one that nobody does.
const BACKGROUND_SHARE: u32 = 16;

struct Job<S> {
    /// Whether nobody waits for the answer any more.
    abandoned: Box<dyn Fn() -> bool + Send>,
    run: Box<dyn FnOnce(&mut S) -> Outcome + Send>,
}

/// What a job did to its thread's state.
enum Outcome {
    Done,
    Panicked,
}

impl<S: 'static> Pool<S> {
    /// `threads` threads (at least one), each with what `state` makes; at most `capacity` jobs that somebody waits for
    /// wait.
    pub fn new(threads: usize, capacity: usize, state: impl Fn() -> S + Send + Clone + 'static) -> Pool<S> {
        let jobs = VecDeque::with_capacity(capacity.min(1024));
        let queue = Mutex::new(Queue { jobs, background: VecDeque::new(), passed: 0, open: true });
        let shared = Arc::new(Shared { queue, wake: Condvar::new(), capacity });
        for i in 0..threads.max(1) {
            let (shared, state) = (Arc::clone(&shared), state.clone());
            std::thread::Builder::new()
                .name(format!("render-{i}"))
                .spawn(move || shared.work(&state))
                .expect("a process that can't start its few threads at its start can't serve");
        }
        Pool { shared }
    }

    /// Runs a job. Dropping the future before the job has begun takes it out of the queue.
    pub async fn run<T: Send + 'static>(
        &self,
        priority: Priority,
        job: impl FnOnce(&mut S) -> T + Send + 'static,
    ) -> Result<T, PoolError> {
        let (sender, receiver) = oneshot::channel();
        let sender = Arc::new(Mutex::new(Some(sender)));
        let watched = Arc::clone(&sender);
        let abandoned = move || lock(&watched).as_ref().is_none_or(oneshot::Sender::is_closed);
        let run = move |state: &mut S| {
            let answer = catch_unwind(AssertUnwindSafe(|| job(state)));
            let (answer, outcome) = match answer {
                Ok(answer) => (Ok(answer), Outcome::Done),
                Err(panic) => (Err(PoolError::Panicked(said(panic.as_ref()))), Outcome::Panicked),
            };
            if let Some(sender) = lock(&sender).take() {
                // Whoever waited may have gone meanwhile.
                let _ = sender.send(answer);
            }
            outcome
        };
        self.shared.push(priority, Job { abandoned: Box::new(abandoned), run: Box::new(run) })?;
        receiver.await.unwrap_or(Err(PoolError::Closed))
    }

    /// Jobs that wait, those nobody wants any more included.
    pub fn waiting(&self) -> usize {
        let queue = lock(&self.shared.queue);
        queue.jobs.len() + queue.background.len()
    }
}

impl<S> Drop for Pool<S> {
    /// Lets the threads end after the jobs they are at; those that wait are dropped.
    fn drop(&mut self) {
        let mut queue = lock(&self.shared.queue);
        queue.open = false;
        queue.jobs.clear();
        queue.background.clear();
        drop(queue);
        self.shared.wake.notify_all();
    }
}

impl<S> Shared<S> {
    fn push(&self, priority: Priority, job: Job<S>) -> Result<(), PoolError> {
        let mut queue = lock(&self.queue);
        if !queue.open {
            return Err(PoolError::Closed);
        }
        match priority {
            Priority::Background => queue.background.push_back(job),
            Priority::Foreground => {
                if queue.jobs.len() >= self.capacity {
                    queue.jobs.retain(|job| !(job.abandoned)());
                }
                if queue.jobs.len() >= self.capacity {
                    return Err(PoolError::Full);
                }
                queue.jobs.push_back(job);
            }
        }
        drop(queue);
        self.wake.notify_one();
        Ok(())
    }

    fn work(&self, make: &impl Fn() -> S) {
        let mut state = make();
        while let Some(job) = self.next() {
            if (job.abandoned)() {
                continue;
            }
            // A job that panicked may have left the state half changed.
            if matches!((job.run)(&mut state), Outcome::Panicked) {
                state = make();
            }
        }
    }

    fn next(&self) -> Option<Job<S>> {
        let mut queue = lock(&self.queue);
        loop {
            if !queue.open {
                return None;
            }
            match queue.pop() {
                Some(job) => return Some(job),
                None => queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// No code that can panic runs under these locks, so what they guard is whole even if poisoned.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    /// A pool of one thread that is busy until the sender is dropped or used.
    async fn busy(
        capacity: usize,
    ) -> (Arc<Pool<usize>>, mpsc::Sender<()>, tokio::task::JoinHandle<Result<(), PoolError>>) {
        let pool = Arc::new(Pool::new(1, capacity, || 0_usize));
        let (release, released) = mpsc::channel::<()>();
        let (began, has_begun) = oneshot::channel();
        let running = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.run(Priority::Foreground, move |_| {
                    let _ = began.send(());
                    let _ = released.recv_timeout(Duration::from_secs(20));
                })
                .await
            }
        });
        has_begun.await.unwrap();
        (pool, release, running)
    }

    #[tokio::test]
    async fn a_full_queue_refuses_and_then_takes_again() {
        let (pool, release, running) = busy(2).await;
        let waiting: Vec<_> = (0..2)
            .map(|i| {
                let pool = Arc::clone(&pool);
                tokio::spawn(async move { pool.run(Priority::Foreground, move |_| i).await })
            })
            .collect();
        while pool.waiting() < 2 {
            tokio::task::yield_now().await;
        }
        assert_eq!(pool.run(Priority::Foreground, |_| ()).await, Err(PoolError::Full));
        release.send(()).unwrap();
        running.await.unwrap().unwrap();
        for (i, job) in waiting.into_iter().enumerate() {
            assert_eq!(job.await.unwrap(), Ok(i));
        }
        assert_eq!(pool.run(Priority::Foreground, |_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn a_caller_who_leaves_takes_the_job_along() {
        let (pool, release, running) = busy(1).await;
        static RAN: AtomicUsize = AtomicUsize::new(0);
        let abandoned = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(Priority::Foreground, |_| RAN.fetch_add(1, Ordering::SeqCst)).await }
        });
        while pool.waiting() < 1 {
            tokio::task::yield_now().await;
        }
        abandoned.abort();
        assert!(abandoned.await.unwrap_err().is_cancelled());
        // Its place in the queue is free at once, though the thread is still busy.
        let next = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move { pool.run(Priority::Foreground, |_| "next").await }
        });
        release.send(()).unwrap();
        running.await.unwrap().unwrap();
        assert_eq!(next.await.unwrap(), Ok("next"));
        assert_eq!(RAN.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_panic_is_answered_and_the_thread_lives_on_with_a_new_state() {
        let pool = Pool::new(1, 4, || 0_usize);
        assert_eq!(pool.run(Priority::Foreground, |state| std::mem::replace(state, 5)).await, Ok(0));
        assert_eq!(pool.run(Priority::Foreground, |state| *state).await, Ok(5));
        let answer = pool.run(Priority::Foreground, |_| -> usize { panic!("for the {}", "test") }).await;
        assert_eq!(answer, Err(PoolError::Panicked("for the test".to_owned())));
        assert_eq!(pool.run(Priority::Foreground, |state| *state).await, Ok(0));
    }

    #[tokio::test]
    async fn dropping_the_pool_answers_those_who_wait() {
        let (pool, release, running) = busy(1).await;
        let shared = Arc::clone(&pool.shared);
        let (sender, receiver) = oneshot::channel::<Result<(), PoolError>>();
        shared
            .push(
                Priority::Foreground,
                Job {
                    abandoned: Box::new(|| false),
                    run: Box::new(move |_| {
                        let _ = sender.send(Ok(()));
                        Outcome::Done
                    }),
                },
            )
            .unwrap();
        running.abort();
        let _ = running.await;
        drop(pool);
        assert!(receiver.await.is_err(), "the job was dropped, not run");
        drop(release);
        assert_eq!(
            shared.push(Priority::Foreground, Job { abandoned: Box::new(|| false), run: Box::new(|_| Outcome::Done) }),
            Err(PoolError::Closed)
        );
    }

    #[tokio::test]
    async fn what_somebody_waits_for_goes_first_but_for_one_in_so_many() {
        let (pool, release, running) = busy(100).await;
        let (order, done) = mpsc::channel();
        let hand_in = |priority, name: usize| {
            let (pool, order) = (Arc::clone(&pool), order.clone());
            tokio::spawn(async move { pool.run(priority, move |_| order.send((priority, name)).unwrap()).await })
        };
        let mut jobs: Vec<_> = (0..2).map(|name| hand_in(Priority::Background, name)).collect();
        while pool.waiting() < 2 {
            tokio::task::yield_now().await;
        }
        jobs.extend((0..20).map(|name| hand_in(Priority::Foreground, name)));
        while pool.waiting() < 22 {
            tokio::task::yield_now().await;
        }
        release.send(()).unwrap();
        running.await.unwrap().unwrap();
        for job in jobs {
            job.await.unwrap().unwrap();
        }
        let kinds: Vec<Priority> = done.try_iter().map(|(priority, _)| priority).collect();
        assert_eq!(kinds.len(), 22);
        let at = kinds.iter().position(|kind| *kind == Priority::Background);
        assert_eq!(at, Some(BACKGROUND_SHARE as usize), "one goes between");
        assert_eq!(kinds.last(), Some(&Priority::Background), "the other one when nobody waits");
    }
}
