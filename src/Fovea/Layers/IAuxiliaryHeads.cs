using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// A classifier with further classifiers on the way, which help to train the early layers and are dropped at inference (Szegedy et al. 2014, sec. 5).
/// <see cref="Module.Forward"/> computes none of them.
/// </summary>
public interface IAuxiliaryHeads
{
    /// <summary>What <see cref="Module.Forward"/> gives and, in training, what the heads give; out of training there are none.</summary>
    /// <param name="x">Images (N, H, W, C).</param>
    (Tensor Scores, IReadOnlyList<AuxiliaryScores> Heads) ForwardWithHeads(Tensor x);
}

/// <summary>What an auxiliary head gives.</summary>
/// <param name="Scores">Its scores (N, classes).</param>
/// <param name="Weight">What its loss is multiplied by before it is added to that of the network.</param>
public readonly record struct AuxiliaryScores(Tensor Scores, double Weight);
