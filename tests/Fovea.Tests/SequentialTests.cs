namespace Fovea.Tests;

/// <summary>Tests that measure the process or set what is common to all of it; nothing else runs beside them.</summary>
[CollectionDefinition(nameof(SequentialTests), DisableParallelization = true)]
public class SequentialTests;
