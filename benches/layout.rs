//! The layout core beside loops with compiled-in offsets: `cargo bench -p numpy-hpy-benches`.

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use numpy_hpy_benches::{Block, Content, Path, CASES};
use std::time::Duration;

const ITEMS: [usize; 4] = [1, 10, 1_000, 200_000];
/// Slots in a block, at least: so many small arrays are released in a row.
const SLOTS: usize = 2_000;

fn release(criterion: &mut Criterion) {
    for case in CASES {
        for content in Content::ALL {
            let mut group = criterion.benchmark_group(format!("{}/{}", case.name, content.name()));
            for items in ITEMS {
                let per_array = Block::new(case, 1, items).slots();
                let mut block = Block::new(case, SLOTS.div_ceil(per_array), items);
                group.throughput(Throughput::Elements(block.slots() as u64));
                for path in Path::ALL {
                    group.bench_function(BenchmarkId::new(path.name(), items), |bencher| {
                        bencher.iter_custom(|rounds| (0..rounds).map(|_| block.time(path, content)).sum());
                    });
                }
            }
            group.finish();
        }
    }
}

/// Short: ratios of the same run come from medians, and 420 benchmarks are to be over in minutes.
fn settings() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(20))
        .measurement_time(Duration::from_millis(150))
        .without_plots()
}

criterion_group! { name = benches; config = settings(); targets = release }
criterion_main!(benches);
