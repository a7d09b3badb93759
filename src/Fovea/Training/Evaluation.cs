using Fovea.Data;
using Fovea.Layers;
using Fovea.Losses;
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

    /// <summary>The mean softmax cross-entropy.</summary>
    public double Loss => Losses.Length == 0 ? 0 : Losses.Average(loss => (double)loss);

    /// <summary>The share of images whose most probable class is the right one, 0 to 1.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Enumerable.Range(0, Count).Count(i => Labels[i] == Predictions[i]) / Count;

    /// <summary>Row = right class, column = predicted class: how many images.</summary>
    public int[,] Confusion { get; }

    /// <summary>The right class of every image, in the order of the data set.</summary>
    public int[] Labels { get; }

    /// <summary>The predicted class of every image.</summary>
    public int[] Predictions { get; }

    /// <summary>The probability of the predicted class.</summary>
    public float[] Confidences { get; }

    /// <summary>The cross-entropy of every image.</summary>
    public float[] Losses { get; }

    /// <summary>The images that were taken for something else, the most confident mistakes first.</summary>
    public IEnumerable<int> Mistakes() => Enumerable.Range(0, Count).Where(i => Labels[i] != Predictions[i]).OrderByDescending(i => Confidences[i]).ThenBy(i => i);

    /// <summary>Runs a model, outside of training, over all images of a data set.</summary>
    /// <exception cref="ShapeException">The model does not take such images, or tells another number of classes apart.</exception>
    public static Evaluation Of(Module model, DataSet data, CancellationToken cancellation = default) => new Evaluator(model).Run(data, cancellation);

    /// <summary>A compiled evaluation, for one that is repeated.</summary>
    internal sealed class Evaluator
    {
        readonly Function function;
        readonly Dictionary<int, (Tensor[] In, Tensor[] Out)> buffers = [];

        public Evaluator(Module model) => function = new Function(x =>
        {
            bool training = model.Training;
            model.Train(false);
            Tensor scores = model.Forward(x[0]);
            model.Train(training);
            Tensor probabilities = scores.LogSoftmax(-1);
            return [scores.ArgMax(-1), probabilities.Max([-1]).Exp(), -(probabilities * x[1].OneHot(scores.Shape[-1])).Sum([-1])];
        });

        public Evaluation Run(DataSet data, CancellationToken cancellation)
        {
            Evaluation result = new(data.Count, data.Classes.Count);
            DataLoader loader = new(data, BatchSize);
            float[] column = new float[BatchSize];
            foreach (Batch batch in loader.Epoch(0, 0, cancellation))
            {
                if (!buffers.TryGetValue(batch.Count, out var buffer))
                {
                    Tensor vector() => Tensor.Allocate([batch.Count]);
                    buffers[batch.Count] = buffer = ([Tensor.Allocate([batch.Count, data.Height, data.Width, data.Channels]), vector()], [vector(), vector(), vector()]);
                }
                buffer.In[0].Write(batch.Images.AsSpan(0, batch.Count * data.SampleLength));
                buffer.In[1].Write(batch.Labels.AsSpan(0, batch.Count));
                function.Run(buffer.In, buffer.Out);

                Span<float> values = column.AsSpan(0, batch.Count);
                buffer.Out[0].CopyTo(values);
                for (int i = 0; i < batch.Count; i++)
                {
                    int at = batch.Indices[i];
                    result.Labels[at] = (int)batch.Labels[i];
                    result.Predictions[at] = (int)values[i];
                    if (result.Predictions[at] < data.Classes.Count) result.Confusion[result.Labels[at], result.Predictions[at]]++;
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
