using Xunit;

// Namespaces, CPUs and hugepages are shared: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
