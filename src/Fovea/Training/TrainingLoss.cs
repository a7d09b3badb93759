using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>What a training step makes small: the loss of the scores and, as much as they weigh, of the auxiliary heads (<see cref="IAuxiliaryHeads"/>).</summary>
public static class TrainingLoss
{
    /// <summary>The scores of a batch and the loss of the network in its present mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="x">The batch.</param>
    /// <param name="loss">The loss, a tensor of one element, of the scores of one classifier.</param>
    public static (Tensor Scores, Tensor Loss) Of(Module model, Tensor x, Func<Tensor, Tensor> loss)
    {
        if (model is IAuxiliaryHeads network)
        {
            (Tensor scores, IReadOnlyList<AuxiliaryScores> heads) = network.ForwardWithHeads(x);
            return (scores, heads.Aggregate(loss(scores), (sum, head) => sum + loss(head.Scores) * head.Weight));
        }
        Tensor only = model.Forward(x);
        return (only, loss(only));
    }
}
