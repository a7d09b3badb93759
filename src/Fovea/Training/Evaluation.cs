using Fovea.Data;
using Fovea.Layers;
using Fovea.Tensors;

namespace Fovea.Training;

/// <summary>What a classifier makes of a data set.</summary>
public sealed class Evaluation
{
    /// <summary>Images in one pass; a multiple of every common vector width, small enough for little memory.</summary>
    const int BatchSize = 256;

    Evaluation(int count, int classes)
    {
        Count = count;
        Confusion = new int[classes, classes];
        Labels = new int[count];
        Predictions = new int[count];
        Confidences = new float[count];
        Losses = new float[count];
    }

    /// <summary>How many images were looked at.</summary>
    public int Count { get; }

    /// <summary>The mean softmax cross-entropy. Summed anew at every call.</summary>
    public double Loss => Losses.Average(loss => (double)loss);

    /// <summary>
    /// The share of images whose most probable class is the right one, 0 to 1; the first of several that are equally probable counts. Counted anew at
    /// every call.
    /// </summary>
    public double Accuracy => (double)Enumerable.Range(0, Count).Count(i => Labels[i] == Predictions[i]) / Count;

    /// <summary>Row = right class, column = predicted class: how many images.</summary>
    public int[,] Confusion { get; }

    /// <summary>The right class of every image, in the order of the data set.</summary>
    public int[] Labels { get; }

    /// <summary>The predicted class of every image.</summary>
    public int[] Predictions { get; }

    /// <summary>The probability that the model gives to the predicted class, 0 to 1.</summary>
    public float[] Confidences { get; }

    /// <summary>The cross-entropy of every image.</summary>
    public float[] Losses { get; }

    /// <summary>The images that were taken for something else, the most confident mistakes first.</summary>
    public IEnumerable<int> Mistakes() =>
        Enumerable.Range(0, Count).Where(i => Labels[i] != Predictions[i]).OrderByDescending(i => Confidences[i]).ThenBy(i => i);

    /// <summary>
    /// Runs a model, outside of training, over all images of a data set: none is left out, none changed but by the set's own mean and deviation. The
    /// model and every module below it are left in training or out of it, as they were.
    /// </summary>
    /// <param name="model">Makes scores (N, classes) of images (N, H, W, C).</param>
    /// <param name="data">The images, at least one.</param>
    /// <param name="cancellation">Ends the evaluation with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="FoveaException">The set is empty, a sample is damaged, or the model's scores are not one for each class.</exception>
    /// <exception cref="ShapeException">The model does not take such images.</exception>
    public static Evaluation Of(Module model, DataSet data, CancellationToken cancellation = default) => new Evaluator(model, data).Run(cancellation);

    /// <summary>Throws unless the scores of a batch are one for each class of the data.</summary>
    internal static void CheckScores(Module model, Shape scores, Shape images, DataSet data)
    {
        if (scores.Rank != 2 || scores[0] != images[0])
            throw new ShapeException($"{model}", "a classifier gives one vector of scores for each image",
                [("images", images, "(N, H, W, C)"), ("scores", scores, "expected (N, classes)")]);
        if (scores[1] != data.Classes.Count)
            throw new FoveaException($"{model} tells {scores[1]} classes apart, the data set {data.Name} has {data.Classes.Count}",
                "use a model that was made for this number of classes");
    }

    /// <summary>A compiled evaluation of one data set, for one that is repeated.</summary>
    internal sealed class Evaluator
    {
        readonly Module model;
        readonly DataSet data;
        readonly DataLoader loader;
        readonly Function function;
        readonly Dictionary<int, (Tensor[] In, Tensor[] Out)> buffers = [];
        readonly float[] column;

        public Evaluator(Module model, DataSet data)
        {
            (this.model, this.data) = (model, data);
            loader = new DataLoader(data, BatchSize);
            column = new float[Math.Min(BatchSize, data.Count)];
            function = new Function(x =>
            {
                Tensor scores = model.Forward(x[0]);
                CheckScores(model, scores.Shape, x[0].Shape, data);
                Tensor probabilities = scores.LogSoftmax(-1);
                return [scores.ArgMax(-1), probabilities.Max([-1]).Exp(), Fovea.Losses.Loss.OfEach(probabilities, x[1])];
            });
        }

        public Evaluation Run(CancellationToken cancellation)
        {
            Evaluation result = new(data.Count, data.Classes.Count);
            using IDisposable mode = model.Evaluating();
            foreach (Batch batch in loader.Epoch(0, 0, cancellation))
            {
                if (!buffers.TryGetValue(batch.Count, out var buffer))
                {
                    Tensor vector() => Tensor.Allocate([batch.Count]);
                    buffers[batch.Count] = buffer = ([Tensor.Allocate([batch.Count, data.Height, data.Width, data.Channels]), vector()],
                        [vector(), vector(), vector()]);
                }
                buffer.In[0].Write(batch.Images.AsSpan(0, batch.Count * data.SampleLength));
                buffer.In[1].Write(batch.Labels.AsSpan(0, batch.Count));
                function.Run(buffer.In, buffer.Out);

                Span<float> values = column.AsSpan(0, batch.Count);
                buffer.Out[0].CopyTo(values);
                for (int i = 0; i < batch.Count; i++)
                {
                    int at = batch.Indices[i];
                    (result.Labels[at], result.Predictions[at]) = ((int)batch.Labels[i], (int)values[i]);
                    result.Confusion[result.Labels[at], result.Predictions[at]]++;
                }
                buffer.Out[1].CopyTo(values);
                for (int i = 0; i < batch.Count; i++) result.Confidences[batch.Indices[i]] = values[i];
                buffer.Out[2].CopyTo(values);
                for (int i = 0; i < batch.Count; i++) result.Losses[batch.Indices[i]] = values[i];
            }
            return result;
        }
    }
}
