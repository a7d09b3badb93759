using Fovea.Data;
using Fovea.Insight;
using Fovea.Layers;
using Fovea.Runs;
using Fovea.Tensors;
using Fovea.Training;

namespace Fovea.Reports;

/// <summary>The pictures that a run gives to TensorBoard.</summary>
static class BoardPictures
{
    // After every epoch, so time counts more than size.
    const int Fast = 1;

    /// <summary>The first layer as it is now, each picture on its own scale: the scale of the weights to come is not known. Nothing where it has no kernels.</summary>
    public static void Filters(TensorBoardWriter board, long step, Module model, DataSet data)
    {
        if (FilterPicture.FirstLayer(model, [data.Height, data.Width, data.Channels]) is not { } kernels) return;
        board.Image("filters", step, Picture.Png(FilterPicture.Create(kernels, count: FilterPicture.Showable(kernels.Shape)), Fast));
    }

    /// <summary>The confusion matrix of the test images.</summary>
    public static void Confusion(TensorBoardWriter board, long step, Evaluation test) => board.Image("confusion", step, Picture.Png(ConfusionPicture.Create(test.Confusion)));
}
