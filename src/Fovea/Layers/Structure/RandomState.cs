using Fovea.Data;
using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// The key from which layers with chance in them (dropout) draw on this thread. A function that was compiled on this thread reads it at every run and
/// moves it on; writing the same key again gives the same numbers again. The trainer writes one for each step.
/// </summary>
public static class RandomState
{
    [ThreadStatic] static Variable? key;

    /// <summary>This thread's key: four whole numbers of 16 bits.</summary>
    public static Variable Key => key ??= new Variable([1f, 2f, 3f, 4f], [4], "random key") { Trainable = false };

    /// <summary>Sets the key for a step of an epoch. Allocates nothing.</summary>
    public static void Set(ulong seed, int epoch, int step)
    {
        CounterRandom random = new(seed, epoch, step, RandomPurpose.Dropout);
        Span<float> pieces = stackalloc float[4];
        for (int i = 0; i < pieces.Length; i++) pieces[i] = random.NextUInt() & 0xFFFF;
        Key.Write(pieces);
    }
}
