using Fovea.Tensors;

namespace Fovea.Layers;

/// <summary>
/// A network that learns by a rule of its own instead of by gradients. The trainer gives it batch after batch, with epochs, checkpoints and figures as for any other; all
/// that it knows and where it stands it keeps in its variables, so that a training which goes on from a checkpoint gives the same bits.
/// </summary>
public interface ISelfOrganizing
{
    /// <summary>How many images pass before it can tell anything apart: a training with no more of them would be for nothing.</summary>
    int Introduction { get; }

    /// <summary>Learns from a batch: changes variables. Only outside of functions.</summary>
    /// <param name="images">Images (N, H, W, C), given values.</param>
    /// <param name="labels">The classes (N), or of mixed images the shares of the classes (N, classes), for what needs a name.</param>
    void Organize(Tensor images, Tensor labels);
}
