namespace Fovea.Data;

/// <summary>A random order of samples.</summary>
internal static class Permutation
{
    /// <summary>Fills a span with 0, 1, 2, ... in a random order that (seed, epoch, purpose) fixes; every order is equally likely.</summary>
    public static void Fill(Span<int> order, ulong seed, int epoch, RandomPurpose purpose)
    {
        var random = new CounterRandom(seed, epoch, sample: 0, purpose);
        for (int i = 0; i < order.Length; i++)
        {
            // Fisher and Yates, inside out: place i takes over what stood at j, and j gets i.
            int j = random.NextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
    }
}
