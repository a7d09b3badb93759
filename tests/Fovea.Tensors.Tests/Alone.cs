namespace Fovea.Tensors.Tests;

/// <summary>Tests that set or watch what all tests share: the number of threads, the cache of plans. They run alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
