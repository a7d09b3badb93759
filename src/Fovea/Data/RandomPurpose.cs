namespace Fovea.Data;

/// <summary>
/// What a stream of a <see cref="CounterRandom"/> is for. Two purposes never share numbers, though seed, epoch and sample be the same.
/// The values are part of the promise "same seed, same bits": they are never renumbered.
/// </summary>
public enum RandomPurpose : uint
{
    /// <summary>No purpose in particular.</summary>
    None = 0,

    /// <summary>The order of the samples in an epoch.</summary>
    Shuffle = 1,

    /// <summary>Which samples are held out for validation.</summary>
    Split = 2,

    /// <summary>The generated digits of the training set.</summary>
    TrainingDigits = 3,

    /// <summary>The generated digits of the test set.</summary>
    TestDigits = 4,

    /// <summary>Which digit stands where in the training set.</summary>
    TrainingLabels = 5,

    /// <summary>Which digit stands where in the test set.</summary>
    TestLabels = 6,

    /// <summary>The weights that a model starts with.</summary>
    Weights = 7,

    /// <summary>Which units dropout leaves out, a step of training at a time.</summary>
    Dropout = 8,

    /// <summary>Which pictures of a class folder are split off for the test.</summary>
    TestSplit = 20,

    /// <summary>The first augmentation of a loader's list; the next takes the next value, and so on.</summary>
    Augmentation = 0x1000,
}
