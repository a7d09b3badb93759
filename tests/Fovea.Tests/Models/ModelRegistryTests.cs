using Fovea.Insight;
using Fovea.Layers;
using Fovea.Models;

namespace Fovea.Tests.Models;

/// <summary>What the registry promises of making a model, whatever model it is.</summary>
public class ModelRegistryTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.Names];

    [Theory, MemberData(nameof(Names))]
    public void MakingAndCountingAModelDrawsNoWeights(string name)
    {
        ModelEntry entry = ModelRegistry.Get(name);
        ModelSummary.Of(entry.Create(), [1, .. entry.Input]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Module model = entry.Create();
        long made = GC.GetAllocatedBytesForCurrentThread() - before;
        ModelSummary.Of(model, [1, .. entry.Input]);
        long counted = GC.GetAllocatedBytesForCurrentThread() - before - made;
        // Objects and names, however large the weights: hundreds of megabytes for the large networks.
        int variables = model.Variables().Count;
        Assert.InRange(made, 0, (64 << 10) + variables * (4 << 10));
        Assert.InRange(counted, 0, (64 << 10) + variables * (32 << 10));
    }
}
